package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server of the distribution as a process, its files, and every process that belongs to it. */
final class ServerProcess {

    private static final String SETTINGS = """
            mist.http.port = %d
            mist.context-defaults {
              spark-conf {
                spark.master = "local[2]"
                spark.driver.memory = "512m"
                spark.driver.host = "127.0.0.1"
                spark.sql.shuffle.partitions = 2
                "spark.executor.extraJavaOptions" = "%s"
              }
              java-options = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
              worker-start-timeout = 2 minutes
            }
            mist.runs.describe-timeout = 2 minutes
            mist.restart.backoff = 100 ms
            """;

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    private final Path directory;
    private final int port;
    private final boolean stopWorkers;
    /** Also those that the server has lost. */
    private final Set<ProcessHandle> processes = new LinkedHashSet<>();

    private Process process;

    /**
     * Writes mist.conf.
     *
     * @param settings more of mist.conf
     * @param stopWorkers whether workers end with the server
     */
    ServerProcess(Path directory, int port, String settings, boolean stopWorkers) {
        this.directory = directory;
        this.port = port;
        this.stopWorkers = stopWorkers;
        write("mist.conf", SETTINGS.formatted(port, Distribution.jvmOptions()) + settings);
        // A run of tests that is broken off leaves nothing behind either.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            noteProcesses();
            killWhatIsLeft();
        }));
    }

    void start() {
        List<String> words = new ArrayList<>(List.of(
                Distribution.file("bin/mist").toString(),
                "serve",
                "--config",
                directory.resolve("mist.conf").toString(),
                "--data-dir",
                directory.resolve("data").toString()));
        if (stopWorkers) {
            words.add("--stop-workers");
        }
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().put("MIST_JAVA_OPTIONS", "-Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        builder.environment().remove("SPARK_HOME");
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        processes.add(process.toHandle());
        await("the server is healthy").atMost(MistProcess.PATIENCE).until(this::isHealthy);
    }

    private boolean isHealthy() {
        mustBeAlive();
        URI health = URI.create("http://" + Distribution.HOST + ":" + port + "/health");
        try {
            return CLIENT.send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** A server that another process has stopped (exit code 143) is no defect of the product. */
    void mustBeAlive() {
        if (!process.isAlive()) {
            throw new AssertionError("the server has ended with exit code " + process.exitValue() + "; log: " + log());
        }
    }

    /** As {@code kill -9}. */
    void kill() {
        noteProcesses();
        process.destroyForcibly();
        await("the server is gone").atMost(Duration.ofSeconds(20)).until(() -> !process.isAlive());
    }

    private void noteProcesses() {
        if (process != null) {
            processes.addAll(process.descendants().toList());
        }
    }

    /** Stops it and every process that it has started; the server must have lived until now, and stop in time. */
    void stop() throws InterruptedException {
        boolean stoppedInTime = true;
        boolean wasAlive = process == null || process.isAlive();
        if (process != null) {
            noteProcesses();
            process.destroy();
            stoppedInTime = process.waitFor(40, TimeUnit.SECONDS);
        }
        if (stopWorkers) {
            awaitWhatEndsWithItsParent();
        }
        List<String> left = killWhatIsLeft();
        assertThat(wasAlive).as("the server lives until it is stopped").isTrue();
        assertThat(stoppedInTime).as("the server stops within 40 s").isTrue();
        if (stopWorkers) {
            assertThat(left).as("workers that outlive --stop-workers").isEmpty();
        }
    }

    /** The processes of a worker's script end a little after the worker. */
    private void awaitWhatEndsWithItsParent() throws InterruptedException {
        CompletableFuture<?> all = CompletableFuture.allOf(
                processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new));
        try {
            all.get(10, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // The caller names what is left.
        }
    }

    private List<String> killWhatIsLeft() {
        List<String> left = new ArrayList<>();
        for (ProcessHandle one : processes) {
            if (one.isAlive()) {
                left.add(one + " " + one.info().commandLine().orElse(""));
                one.destroyForcibly();
            }
        }
        for (ProcessHandle one : processes) {
            try {
                one.onExit().get(20, TimeUnit.SECONDS);
            } catch (TimeoutException | ExecutionException e) {
                throw new AssertionError("process " + one + " cannot be killed", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return left;
    }

    /** Replaces router.conf in one step. */
    void router(String text) {
        write("router.conf", text);
    }

    private void write(String name, String text) {
        try {
            Path beside = directory.resolve(name + ".new");
            Files.writeString(beside, text);
            Files.move(beside, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path log() {
        return directory.resolve("server.log");
    }

    String logText() {
        try {
            return Files.readString(log(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each with the lines around its first one. */
    List<String> stackTraces() {
        List<String> lines = logText().lines().toList();
        List<String> found = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            boolean begins = lines.get(i).startsWith("\tat ")
                    && (i == 0 || !lines.get(i - 1).startsWith("\tat "));
            if (begins) {
                found.add(String.join("\n", lines.subList(Math.max(0, i - 2), Math.min(lines.size(), i + 4))));
            }
        }
        return found;
    }
}
