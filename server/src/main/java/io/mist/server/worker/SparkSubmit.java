package io.mist.server.worker;

import io.mist.protocol.MistException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Starts workers through Spark's own spark-submit, so that every setting and master that it takes works here. */
public final class SparkSubmit implements Launcher {

    private static final String EXTENSIONS = "spark.sql.extensions";
    private static final String LIVE = "io.mist.worker.live.LiveExtensions";
    private static final String PLUGINS = "spark.plugins";
    private static final String TASKS = "io.mist.worker.python.TaskPlugin";
    private static final String STREAMING_DURATION = "spark.mist.streaming-duration";
    private static final String STREAMING_WAIT = "spark.mist.streaming-context-wait";
    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final String DRIVER_OPTIONS = "spark.driver.extraJavaOptions";

    private final Installation installation;
    private final Supplier<String> server;
    private final Duration orphanAfter;

    /**
     * Where the parts of a worker are.
     *
     * @param sparkHome the directory with {@code bin/spark-submit} and {@code jars}
     * @param workerJar the worker, with everything in it but Spark
     * @param javaHome the Java to run on, if not Spark's choice
     * @param logConfig the Log4j configuration of workers, if there is one
     */
    public record Installation(Path sparkHome, Path workerJar, Optional<Path> javaHome, Optional<Path> logConfig) {}

    /** @param server where workers dial, host:port, asked at every launch */
    public SparkSubmit(Installation installation, Supplier<String> server, Duration orphanAfter) {
        this.installation = installation;
        this.server = server;
        this.orphanAfter = orphanAfter;
    }

    @Override
    public Process launch(WorkerSpec spec) {
        Path submit = installation.sparkHome().resolve("bin/spark-submit");
        if (!Files.isExecutable(submit)) {
            throw MistException.resources(
                    "spark-not-found",
                    submit + " is not there or not executable (set mist.spark-home or SPARK_HOME to a Spark 4.1)");
        }
        try {
            Files.createDirectories(spec.log().getParent());
            Process started = process(command(submit, spec), spec).start();
            started.getOutputStream().close();
            return started;
        } catch (IOException e) {
            throw MistException.resources("worker-failed", "cannot start " + submit + ": " + e.getMessage())
                    .causedBy(e);
        }
    }

    private List<String> command(Path submit, WorkerSpec spec) {
        List<String> command = new ArrayList<>();
        // A session of its own, so that Ctrl-C in the server's terminal does not reach workers.
        if (Files.isExecutable(SETSID)) {
            command.add(SETSID.toString());
        }
        command.add(submit.toString());
        command.addAll(arguments(spec));
        return command;
    }

    private ProcessBuilder process(List<String> command, WorkerSpec spec) {
        ProcessBuilder process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
        Map<String, String> environment = process.environment();
        environment.put("SPARK_HOME", installation.sparkHome().toString());
        environment.put("MIST_WORKER_TOKEN", spec.token());
        environment.put("MIST_WORKER_ORPHAN_AFTER", orphanAfter.toString());
        installation.javaHome().ifPresent(home -> environment.put("JAVA_HOME", home.toString()));
        return process;
    }

    /** Everything after the program's name. */
    List<String> arguments(WorkerSpec spec) {
        List<String> arguments = new ArrayList<>(List.of("--name", "mist-" + spec.context()));
        settings(spec).forEach((name, value) -> {
            arguments.add("--conf");
            arguments.add(name + "=" + value);
        });
        arguments.addAll(List.of(
                "--class",
                "io.mist.worker.Main",
                installation.workerJar().toString(),
                "serve",
                spec.id(),
                spec.context(),
                server.get()));
        return arguments;
    }

    private Map<String, String> settings(WorkerSpec spec) {
        Map<String, String> settings = new LinkedHashMap<>(spec.config().sparkConf());
        settings.merge(EXTENSIONS, LIVE, (users, ours) -> users + "," + ours);
        settings.merge(PLUGINS, TASKS, (users, ours) -> users + "," + ours);
        settings.put(STREAMING_DURATION, millis(spec.config().streamingDuration()));
        settings.put(STREAMING_WAIT, millis(spec.config().streamingContextWait()));
        List<String> options = new ArrayList<>(spec.config().javaOptions());
        installation.logConfig().ifPresent(file -> options.add("-Dlog4j2.configurationFile=" + file.toUri()));
        if (!options.isEmpty()) {
            settings.merge(DRIVER_OPTIONS, String.join(" ", options), (users, ours) -> users + " " + ours);
        }
        return settings;
    }

    private static String millis(Duration duration) {
        return String.valueOf(duration.toMillis());
    }
}
