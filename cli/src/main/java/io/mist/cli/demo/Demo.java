package io.mist.cli.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Starts a server with the examples in a new directory, pushes a log to it, and changes a filter while the job runs.
 *
 * <p>The launcher script passes the directory of the distribution as the system property {@value #HOME}.
 */
@Command(
        name = "demo",
        description = {
            "Start a server with the examples, push a log to it, change a filter while the job runs.",
            "It runs until Ctrl-C and leaves nothing behind; with --check it ends by itself."
        })
public final class Demo implements Callable<Integer> {

    /** The system property that names the directory of the distribution. */
    public static final String HOME = "mist.home";

    private static final int GOOD = 0;
    private static final int BAD = 1;
    private static final int USUAL_PORT = 2004;
    private static final int USUAL_MQTT_PORT = 1883;

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--log", paramLabel = "FILE", description = "The log to push; default: a sample of 2,000 lines.")
    @Nullable
    Path log;

    @Option(
            names = "--check",
            description = "Count every alert, print what is right and what is wrong, end with 0 or 1.")
    boolean check;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "HTTP; 0 for any free port. Default: 2004, or any free port if that is in use.")
    @Nullable
    Integer port;

    @Option(
            names = "--mqtt-port",
            paramLabel = "N",
            description = "MQTT; 0 for any free port. Default: 1883, or any free port if that is in use.")
    @Nullable
    Integer mqttPort;

    @Option(names = "--keep", paramLabel = "DIR", description = "Put all files into this new directory and keep them.")
    @Nullable
    Path keep;

    @Override
    public Integer call() throws InterruptedException {
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        boolean colour = command.getColorScheme().ansi().enabled();
        Report report = new Report(command.getOut(), colour);
        Path home = home(command);
        try {
            return run(report, home, command.getErr());
        } catch (DemoFailure e) {
            command.getErr().println("mist: " + e.text());
            return BAD;
        } catch (IOException e) {
            command.getErr().println("mist: the demo cannot continue: " + e);
            return BAD;
        }
    }

    private int run(Report report, Path home, PrintWriter err) throws IOException, InterruptedException {
        LogFile lines = LogFile.read(log == null ? home.resolve("examples/logs/sample.log") : log);
        Path examples = home.resolve("examples/mist-examples.jar");
        if (!Files.isRegularFile(examples)) {
            throw new DemoFailure(examples + " is missing (expected: a whole distribution; unpack it again)");
        }
        int http = choose(report, "--port", port, USUAL_PORT);
        int mqtt = choose(report, "--mqtt-port", mqttPort, USUAL_MQTT_PORT);
        Workspace workspace = Workspace.create(keep);
        workspace.writeSettings(http, mqtt, examples);
        DemoServer server = new DemoServer(report, workspace, err);
        // Ctrl-C ends the JVM, which runs this on the way.
        Thread onInterrupt = new Thread(server::closeAtExit, "demo-close");
        Runtime.getRuntime().addShutdownHook(onInterrupt);
        try {
            server.open(home, http);
            new Scenario(report, server, lines, mqtt, check).run();
            if (!report.allGood()) {
                server.showLogs();
            }
            return server.close() && report.allGood() ? GOOD : BAD;
        } catch (DemoFailure | IOException e) {
            server.showLogs();
            server.close();
            throw e;
        }
    }

    private static int choose(Report report, String option, @Nullable Integer wanted, int usual) {
        if (wanted != null) {
            return Ports.named(option, wanted);
        }
        int chosen = Ports.usual(usual);
        if (chosen != usual) {
            report.step(
                    "port " + usual + " is in use, so the demo takes " + chosen + " (" + option + " N chooses one)");
        }
        return chosen;
    }

    private static Path home(CommandLine command) {
        String home = System.getProperty(HOME, "");
        if (home.isEmpty() || !Files.isExecutable(Path.of(home).resolve("bin/mist"))) {
            throw new ParameterException(
                    command, "'mist demo' needs the launcher script: call bin/mist of a Mist distribution");
        }
        return Path.of(home);
    }
}
