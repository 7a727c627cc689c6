package io.mist.cli;

import io.mist.cli.command.LauncherCommand;
import io.mist.cli.command.Session;
import io.mist.cli.command.Status;
import io.mist.cli.command.channel.Push;
import io.mist.cli.command.channel.Tail;
import io.mist.cli.command.completion.Complete;
import io.mist.cli.command.completion.Completion;
import io.mist.cli.command.live.Live;
import io.mist.cli.command.ls.Ls;
import io.mist.cli.command.route.Apply;
import io.mist.cli.command.route.Describe;
import io.mist.cli.command.route.Init;
import io.mist.cli.command.run.Cancel;
import io.mist.cli.command.run.Logs;
import io.mist.cli.command.run.Show;
import io.mist.cli.command.run.Start;
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

/** All commands. */
final class CommandTree {

    /** The width of the help, in columns. */
    private static final int HELP_COLUMNS = 100;

    private CommandTree() {}

    /**
     * The commands for one call of the program.
     *
     * @param args searched for --no-color, as the help needs it before the arguments are parsed
     */
    static CommandLine of(Shell shell, String[] args) {
        MistCommand root = new MistCommand();
        Session session = new Session(shell, root.globals);
        CommandLine mist = new CommandLine(root);
        launcher(mist, "serve", "Start a server: [--config FILE] [--router FILE] [--data-dir DIR] [--port N]");
        mist.addSubcommand(new Demo());
        launcher(mist, "test", "Check this installation: start a server, run a job, stop");
        mist.addSubcommand(new Init(session))
                .addSubcommand(Start.tree(session))
                .addSubcommand(Ls.tree(session))
                .addSubcommand(new Show(session))
                .addSubcommand(new Logs(session))
                .addSubcommand(new Cancel(session))
                .addSubcommand(Live.tree(session))
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
        CommandSpec spec = CommandSpec.forAnnotatedObject(new LauncherCommand(name));
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
                .setUsageHelpWidth(HELP_COLUMNS)
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
        session.screen().failure(Failure.of(Exit.INTERNAL, "internal", "a defect in this program: " + e));
        e.printStackTrace(session.shell().err());
        return Exit.INTERNAL.code();
    }
}
