package io.mist.server.channel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/**
 * A real Kafka in a process of its own, on the class path of the test: one node, which can be stopped, killed, made to
 * stand still, and started again on the same port with the same data. Safe for any thread.
 */
public final class KafkaBroker implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(90);

    private static final class Shared {
        static final KafkaBroker BROKER = startShared();

        private static KafkaBroker startShared() {
            try {
                return start(Files.createTempDirectory("mist-kafka-"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final Path directory;
    private final int port;
    private final int controllerPort;
    private Process process;

    private KafkaBroker(Path directory, int port, int controllerPort, Process process) {
        this.directory = directory;
        this.port = port;
        this.controllerPort = controllerPort;
        this.process = process;
    }

    /** The broker of all tests of this JVM that leave it running; use topics of your own. */
    public static KafkaBroker shared() {
        return Shared.BROKER;
    }

    /** Starts one whose data and log lie in a directory, which is made; it answers when this returns. */
    public static KafkaBroker start(Path directory) {
        int port = KafkaBrokerPorts.free();
        int controllerPort = KafkaBrokerPorts.free();
        KafkaBroker broker = new KafkaBroker(directory, port, controllerPort, launch(directory, port, controllerPort));
        broker.awaitReady();
        return broker;
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Starts it again, after {@link #stop} or {@link #kill}. */
    public synchronized void restart() {
        stop();
        process = launch(directory, port, controllerPort);
        awaitReady();
    }

    /** As an operator stops it. */
    public synchronized void stop() {
        process.destroy();
        await();
    }

    /** As {@code kill -9} does. */
    public synchronized void kill() {
        process.destroyForcibly();
        await();
    }

    /** It keeps its connections and does nothing more. */
    public synchronized void suspend() {
        signal("-STOP");
    }

    public synchronized void resume() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            Process kill = new ProcessBuilder("kill", signal, String.valueOf(process.pid())).start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("kill " + signal + " ended with " + kill.exitValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public synchronized void close() {
        kill();
    }

    private void await() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Process launch(Path directory, int port, int controllerPort) {
        try {
            Files.createDirectories(directory);
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx512m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            KafkaBrokerProcess.class.getName(),
                            directory.toString(),
                            String.valueOf(port),
                            String.valueOf(controllerPort))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("log").toFile()))
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady() {
        Instant deadline = Instant.now().plus(START);
        while (!answers()) {
            if (!process.isAlive() || Instant.now().isAfter(deadline)) {
                throw new IllegalStateException(
                        "Kafka does not start: see " + directory.resolve("log") + "\n" + lastLines());
            }
        }
    }

    private boolean answers() {
        try (Admin admin = Admin.create(Map.of(
                "bootstrap.servers",
                bootstrapServers(),
                "request.timeout.ms",
                "2000",
                "default.api.timeout.ms",
                "2000"))) {
            return !admin.describeCluster().nodes().get(3, TimeUnit.SECONDS).isEmpty();
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String lastLines() {
        try {
            List<String> lines = Files.readAllLines(directory.resolve("log"));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
