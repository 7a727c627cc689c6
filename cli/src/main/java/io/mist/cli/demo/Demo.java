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
 * Starts a server with the examples in a directory of its own, feeds it a log, and changes a filter while that runs.
 *
 * <p>The launcher script tells where the distribution is: the system property {@value #HOME}.
 */
@Command(
        name = "demo",
        description = {
            "Start a server with the examples, feed it a log, change a filter while it runs.",
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

    @Option(names = "--log", paramLabel = "FILE", description = "The log to feed; default: a sample of 2,000 lines.")
    @Nullable
    Path log;

    @Option(names = "--check", description = "Count every alert, print what is right and what is not, end with 0 or 1.")
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

    @Option(
            names = "--keep",
            paramLabel = "DIR",
            description = "Put all files into this new directory and leave them there.")
    @Nullable
    Path keep;

    @Override
    public Integer call() throws InterruptedException {
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        boolean colour = command.getColorScheme().ansi().enabled();
        Stage stage = new Stage(command.getOut(), colour);
        Path home = home(command);
        try {
            return play(stage, home, command.getErr());
        } catch (DemoFailure e) {
            command.getErr().println("mist: " + e.text());
            return BAD;
        } catch (IOException e) {
            command.getErr().println("mist: the demo cannot go on: " + e);
            return BAD;
        }
    }

    private int play(Stage stage, Path home, PrintWriter err) throws IOException, InterruptedException {
        LogFile lines = LogFile.read(log == null ? home.resolve("examples/logs/sample.log") : log);
        Path examples = home.resolve("examples/mist-examples.jar");
        if (!Files.isRegularFile(examples)) {
            throw new DemoFailure(examples + " is not there (expected: a whole distribution; unpack it again)");
        }
        int http = choose(stage, "--port", port, USUAL_PORT);
        int mqtt = choose(stage, "--mqtt-port", mqttPort, USUAL_MQTT_PORT);
        Workspace workspace = Workspace.create(keep);
        workspace.writeSettings(http, mqtt, examples);
        Theatre theatre = new Theatre(stage, workspace, err);
        // Ctrl-C ends the JVM, and this is what it does on the way.
        Thread onInterrupt = new Thread(theatre::closeAtExit, "demo-close");
        Runtime.getRuntime().addShutdownHook(onInterrupt);
        try {
            theatre.open(home, http);
            Play play = new Play(stage, theatre, lines, mqtt, check);
            play.run();
            if (!stage.allGood()) {
                theatre.showLogs();
            }
            return theatre.close() && stage.allGood() ? GOOD : BAD;
        } catch (DemoFailure | IOException e) {
            theatre.showLogs();
            theatre.close();
            throw e;
        }
    }

    private static int choose(Stage stage, String option, @Nullable Integer wanted, int usual) {
        if (wanted != null) {
            return Ports.named(option, wanted);
        }
        int chosen = Ports.usual(usual);
        if (chosen != usual) {
            stage.step("port " + usual + " is in use, so this takes " + chosen + " (" + option + " N chooses one)");
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
