package io.mist.conformance;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A broker that is not Mist's, and the clients that come with it. */
final class Mosquitto implements BeforeAllCallback, AfterAllCallback {

    private final int port = Distribution.freePort();
    private Path directory;
    private Process broker;

    int port() {
        return port;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        directory = Distribution.freshDirectory(context.getRequiredTestClass().getSimpleName() + "-mosquitto");
        start();
    }

    /** Restarts it with its sessions and messages. */
    void restart() {
        try {
            broker.destroy();
            if (!broker.waitFor(10, TimeUnit.SECONDS)) {
                throw new AssertionError("mosquitto does not stop");
            }
            start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void start() throws IOException {
        Path config = directory.resolve("mosquitto.conf");
        Files.writeString(
                config,
                "listener " + port + " " + Distribution.HOST + "\nallow_anonymous true\nuser "
                        + System.getProperty("user.name") + "\npersistence true\npersistence_location " + directory
                        + "/\nmax_queued_messages 0\n");
        broker = new ProcessBuilder(Distribution.program("/usr/sbin/mosquitto", "mosquitto"), "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(broker::destroyForcibly));
        await("mosquitto listens").atMost(Duration.ofSeconds(20)).until(() -> Distribution.listens(port));
    }

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        if (broker != null) {
            broker.destroy();
            if (!broker.waitFor(10, TimeUnit.SECONDS)) {
                broker.destroyForcibly();
            }
        }
    }

    /** {@code mosquitto_pub}. */
    static void publish(int port, String topic, String payload) {
        Command.run(
                        Map.of(),
                        List.of(
                                Distribution.program("/usr/bin/mosquitto_pub", "mosquitto-clients"),
                                "-h",
                                Distribution.HOST,
                                "-p",
                                String.valueOf(port),
                                "-q",
                                "1",
                                "-t",
                                topic,
                                "-m",
                                payload))
                .mustBe(0);
    }

    /** The output of {@code mosquitto_sub}, line by line. */
    static Subscriber subscribe(int port, Path file, String topic) {
        return new Subscriber(port, file, topic);
    }

    static final class Subscriber implements AutoCloseable {

        private final Path file;
        private final Process process;

        private Subscriber(int port, Path file, String topic) {
            this.file = file;
            // Unbuffered, though it writes to a file.
            ProcessBuilder builder = new ProcessBuilder(
                            Distribution.program("/usr/bin/stdbuf", "coreutils"),
                            "-oL",
                            Distribution.program("/usr/bin/mosquitto_sub", "mosquitto-clients"),
                            "-h",
                            Distribution.HOST,
                            "-p",
                            String.valueOf(port),
                            "-q",
                            "1",
                            "-d",
                            "-t",
                            topic)
                    .redirectErrorStream(true)
                    .redirectOutput(file.toFile());
            try {
                process = builder.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            await("mosquitto_sub is subscribed")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> text().contains("received SUBACK") || text().contains("Subscribed ("));
        }

        private String text() {
            try {
                return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** All complete lines, including those about the protocol. */
        List<String> lines() {
            String text = text();
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        }

        /** Complete lines that are JSON objects; the others, from {@code -d}, are about the protocol. */
        List<String> payloads() {
            return lines().stream().filter(line -> line.startsWith("{")).toList();
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
