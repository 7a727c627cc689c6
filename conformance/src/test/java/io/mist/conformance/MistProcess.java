package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A server of the distribution as a process on a free port, one per test class. At the end it and every process that it
 * has started are stopped, and its log must hold no stack trace. The log stays in {@code target/conformance}.
 */
final class MistProcess implements BeforeAllCallback, AfterAllCallback {

    /** For what takes a worker to start: generous, as machines that build things are busy. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String SETTINGS = """
            mist.http.port = %d
            mist.context-defaults {
              spark-conf {
                spark.master = "local[2]"
                spark.driver.memory = "512m"
                spark.driver.host = "127.0.0.1"
                spark.sql.shuffle.partitions = 2
              }
              java-options = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
              worker-start-timeout = 2 minutes
            }
            mist.runs.describe-timeout = 2 minutes
            """;

    private final Supplier<String> settings;
    private final Supplier<String> routes;
    private final boolean stopWorkers;
    private final int port = Distribution.freePort();
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    /** Every process that belongs to this server, also those that it lost. */
    private final Set<ProcessHandle> processes = new LinkedHashSet<>();

    private Path directory;
    private Process process;

    private MistProcess(Supplier<String> settings, Supplier<String> routes, boolean stopWorkers) {
        this.settings = settings;
        this.routes = routes;
        this.stopWorkers = stopWorkers;
    }

    /** @param routes the text of router.conf */
    static MistProcess with(Supplier<String> routes) {
        return with(() -> "", routes);
    }

    /** @param settings more of mist.conf */
    static MistProcess with(Supplier<String> settings, Supplier<String> routes) {
        return new MistProcess(settings, routes, true);
    }

    /** Its workers go on without it. */
    MistProcess thatLeavesItsWorkers() {
        return new MistProcess(settings, routes, false);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        directory = Distribution.freshDirectory(context.getRequiredTestClass().getSimpleName());
        // Should the tests be broken off, nothing is left behind either.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            noteProcesses();
            killWhatIsLeft();
        }));
        write("mist.conf", SETTINGS.formatted(port) + settings.get());
        router(routes.get());
        start();
    }

    // ---- the process

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
        builder.environment().put("MIST_JAVA_OPTIONS", "-Xmx512m -XX:+UseSerialGC");
        builder.environment().remove("SPARK_HOME");
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        processes.add(process.toHandle());
        await("the server is healthy").atMost(PATIENCE).until(this::isHealthy);
    }

    private boolean isHealthy() {
        mustBeAlive();
        try {
            return get("/health").status() == 200;
        } catch (UncheckedIOException e) {
            return false;
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

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
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
        assertThat(stackTraces()).as("stack traces in " + log()).isEmpty();
    }

    /** What a worker's script has started is gone a little after the worker, when the system has noticed. */
    private void awaitWhatEndsWithItsParent() throws InterruptedException {
        CompletableFuture<?> all = CompletableFuture.allOf(
                processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new));
        try {
            all.get(10, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // Who is left is named by the one who asks.
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

    Path directory() {
        return directory;
    }

    private Path log() {
        return directory.resolve("server.log");
    }

    String logText() {
        try {
            return Files.readString(log(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Their lines, with the one before each. */
    List<String> stackTraces() {
        List<String> lines = logText().lines().toList();
        List<String> found = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            boolean begins = lines.get(i).startsWith("\tat ")
                    && (i == 0 || !lines.get(i - 1).startsWith("\tat "));
            if (begins) {
                found.addAll(lines.subList(Math.max(0, i - 2), Math.min(lines.size(), i + 4)));
            }
        }
        return found;
    }

    // ---- its files

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

    // ---- HTTP

    int port() {
        return port;
    }

    URI uri(String path) {
        return URI.create("http://" + Distribution.HOST + ":" + port + path);
    }

    HttpClient client() {
        return client;
    }

    Answer get(String path, String... headers) {
        return send("GET", path, HttpRequest.BodyPublishers.noBody(), headers);
    }

    Answer post(String path, String json, String... headers) {
        return send("POST", path, HttpRequest.BodyPublishers.ofString(json), headers);
    }

    Answer patch(String path, String json, String... headers) {
        return send("PATCH", path, HttpRequest.BodyPublishers.ofString(json), headers);
    }

    Answer send(String method, String path, HttpRequest.BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .timeout(PATIENCE.plusSeconds(30))
                .method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (request.build().headers().firstValue("Content-Type").isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        try {
            HttpResponse<String> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            mustBeAlive();
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** A server that somebody else has stopped (exit code 143) should not be looked for in the product. */
    private void mustBeAlive() {
        if (!process.isAlive()) {
            throw new AssertionError("the server has ended with exit code " + process.exitValue() + "; log: " + log());
        }
    }

    // ---- what tests often do

    Command.Outcome cli(String... arguments) {
        List<String> words =
                new ArrayList<>(List.of(Distribution.file("bin/mist").toString()));
        words.addAll(List.of(arguments));
        return Command.run(Map.of("MIST_SERVER", "http://" + Distribution.HOST + ":" + port), words);
    }

    /** Starts a run that is accepted; the run's id. */
    String start(String route, Map<String, ?> parameters) {
        return post("/v1/routes/" + route + "/runs", Json.parameters(parameters))
                .mustBe(202)
                .json()
                .path("id")
                .asText();
    }

    /** Starts a run and waits until it is running. */
    String startRunning(String route, Map<String, ?> parameters) {
        String run = start(route, parameters);
        awaitRunning(run);
        return run;
    }

    void awaitRunning(String run) {
        JsonNode view = get("/v1/runs/" + run + "?for=running&wait=" + PATIENCE).json();
        assertThat(view.path("state").asText()).as(view.toString()).isEqualTo("RUNNING");
    }

    JsonNode run(String run) {
        return get("/v1/runs/" + run).mustBe(200).json();
    }

    /** The run when it has ended. */
    JsonNode awaitEnd(String run) {
        return awaitEnd(run, PATIENCE);
    }

    JsonNode awaitEnd(String run, Duration atMost) {
        JsonNode view = get("/v1/runs/" + run + "?wait=" + atMost).mustBe(200).json();
        assertThat(view.path("state").asText())
                .as("run has ended within %s: %s", atMost, view)
                .isIn("SUCCEEDED", "FAILED", "CANCELLED");
        return view;
    }

    JsonNode cancel(String run) {
        return post("/v1/runs/" + run + "/cancel?wait=PT60S", "").mustBe(202).json();
    }

    /** The one worker that a context has; its id. */
    JsonNode worker(String context) {
        List<JsonNode> found = new ArrayList<>();
        get("/v1/workers").json().path("workers").forEach(worker -> {
            if (worker.path("context").asText().equals(context)) {
                found.add(worker);
            }
        });
        assertThat(found).as("workers of context " + context).hasSize(1);
        return found.get(0);
    }

    void awaitRoute(String route, String state) {
        await("route " + route + " is " + state)
                .atMost(PATIENCE)
                .until(() -> get("/v1/routes/" + route).json().path("state").asText(), state::equals);
    }

    /** All messages of an output's log as CloudEvents, page by page. */
    List<JsonNode> messages(String route, String output) {
        return messages(route, output, "");
    }

    List<JsonNode> messages(String route, String output, String query) {
        return channel("/v1/routes/" + route + "/outputs/" + output, query);
    }

    /** All messages of an input's log as CloudEvents. */
    List<JsonNode> pushed(String route, String input) {
        return channel("/v1/routes/" + route + "/inputs/" + input, "");
    }

    private List<JsonNode> channel(String path, String query) {
        List<JsonNode> messages = new ArrayList<>();
        String from = "earliest";
        while (true) {
            Answer page = get(path + "?limit=1000&from=" + from + query).mustBe(200);
            List<JsonNode> found = page.body().lines().map(Json::read).toList();
            if (found.isEmpty()) {
                return messages;
            }
            messages.addAll(found);
            from = page.header("Mist-Next");
        }
    }
}
