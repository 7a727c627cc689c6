package io.mist.cli.command;

import io.mist.cli.demo.Demo;
import io.mist.cli.exit.Exit;
import io.mist.cli.exit.Failure;
import io.mist.cli.screen.Shell;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** All commands, put together by hand. */
public final class CommandTree {

    /** Of the help, in columns. */
    private static final int WIDTH = 100;

    private CommandTree() {}

    /**
     * The commands for one call of the program.
     *
     * @param args decide whether help is coloured, which is before they are parsed
     */
    public static CommandLine of(Shell shell, String[] args) {
        MistCommand root = new MistCommand();
        Session session = new Session(shell, root.globals);
        CommandLine mist = new CommandLine(root);
        launcher(mist, "serve", "Start a server: [--config FILE] [--router FILE] [--data-dir DIR] [--port N]");
        mist.addSubcommand(new Demo());
        launcher(mist, "test", "Check this installation: start a server, run a job, stop");
        mist.addSubcommand(new Init(session))
                .addSubcommand(new CommandLine(new Start()).addSubcommand(new StartJob(session)))
                .addSubcommand(new CommandLine(new Ls())
                        .addSubcommand(new LsRoutes(session))
                        .addSubcommand(new LsRuns(session))
                        .addSubcommand(new LsWorkers(session))
                        .addSubcommand(new LsContexts(session)))
                .addSubcommand(new Show(session))
                .addSubcommand(new Logs(session))
                .addSubcommand(new Cancel(session))
                .addSubcommand(new CommandLine(new Live(session))
                        .addSubcommand(new LiveSet(session))
                        .addSubcommand(new LiveWait(session))
                        .addSubcommand(new LiveHistory(session))
                        .addSubcommand(new LiveDiff(session))
                        .addSubcommand(new LiveRollback(session)))
                .addSubcommand(new Tail(session))
                .addSubcommand(new Push(session))
                .addSubcommand(new Status(session))
                .addSubcommand(new Describe(session))
                .addSubcommand(new Apply(session))
                .addSubcommand(new Completion(session))
                .addSubcommand(new Complete(session));
        return configure(mist, session, Arrays.asList(args).contains("--no-color"));
    }

    private static void launcher(CommandLine mist, String name, String description) {
        CommandSpec spec = CommandSpec.forAnnotatedObject(new Launched(name));
        spec.usageMessage().description(description);
        mist.addSubcommand(name, spec);
    }

    private static CommandLine configure(CommandLine mist, Session session, boolean noColour) {
        Shell shell = session.shell();
        boolean colour = shell.allowsColour() && !noColour;
        mist.getCommandSpec()
                .usageMessage()
                .description("Turns Spark programs into reactive APIs.")
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(exitCodes());
        return mist.setOut(shell.out())
                .setErr(shell.err())
                .setColorScheme(Help.defaultColorScheme(colour ? Help.Ansi.ON : Help.Ansi.OFF))
                .setUsageHelpWidth(WIDTH)
                .setExpandAtFiles(false)
                .setTrimQuotes(false)
                .setParameterExceptionHandler((e, args) -> usage(e))
                .setExecutionExceptionHandler((e, command, parsed) -> failure(e, session));
    }

    private static Map<String, String> exitCodes() {
        Map<String, String> codes = new LinkedHashMap<>();
        for (Exit exit : Exit.values()) {
            codes.put(" " + exit.code(), exit.meaning());
        }
        codes.put(String.valueOf(Exit.INTERRUPTED), "Ctrl-C");
        return codes;
    }

    private static int usage(ParameterException e) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("mist: " + e.getMessage());
        UnmatchedArgumentException.printSuggestions(e, err);
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return Exit.USAGE.code();
    }

    private static int failure(Exception e, Session session) {
        if (e instanceof Failure failure) {
            session.screen().failure(failure);
            return failure.exit().code();
        }
        session.screen().failure(Failure.of(Exit.INTERNAL, "internal", "a defect of this program: " + e));
        e.printStackTrace(session.shell().err());
        return Exit.INTERNAL.code();
    }
}
