package io.mist.server.door.mqtt;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A mosquitto process. */
final class Mosquitto implements TestBroker {

    private static final Path BINARY = Path.of("/usr/sbin/mosquitto");

    private final int port = TestBroker.freePort();
    private final Path directory;
    private final Path config;
    private Process process;

    private Mosquitto(Path directory, boolean persistent) {
        this.directory = directory;
        this.config = directory.resolve("mosquitto.conf");
        write(persistent);
        restart();
    }

    /** Keeps sessions and retained messages over a restart. */
    static Mosquitto persistent(Path directory) {
        return new Mosquitto(directory, true);
    }

    static Mosquitto forgetful(Path directory) {
        return new Mosquitto(directory, false);
    }

    private void write(boolean persistent) {
        if (!Files.isExecutable(BINARY)) {
            throw new AssertionError(
                    "no " + BINARY + "; this test needs the package mosquitto:" + " apt-get install mosquitto");
        }
        String user = System.getProperty("user.name");
        try {
            Files.writeString(
                    config,
                    "listener " + port + " " + HOST + "\nallow_anonymous true\nuser " + user + "\npersistence "
                            + persistent + "\npersistence_location " + directory + "/\nmax_queued_messages 0\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public MqttSettings settings(String clientId) {
        return MqttSettings.of(HOST, port, clientId);
    }

    @Override
    public void stop() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new AssertionError("mosquitto " + process.pid() + " does not stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void restart() {
        try {
            process = new ProcessBuilder(BINARY.toString(), "-c", config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await("mosquitto listens").atMost(Duration.ofSeconds(10)).until(this::listens);
    }

    private boolean listens() {
        try (var socket = new Socket(HOST, port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
