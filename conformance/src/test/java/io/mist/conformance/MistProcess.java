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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What tests do with a server: one of their class's own, or the one that classes share. At the end of the class nothing of it
 * runs any more, and the server's log must hold no stack trace. The log stays in {@code target/conformance}.
 */
final class MistProcess implements BeforeAllCallback, AfterAllCallback {

    /** For what takes a worker to start: generous, as machines that build things are busy. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String ENDED = "SUCCEEDED|FAILED|CANCELLED";

    private final Supplier<String> settings;
    private final Supplier<String> routes;
    private final boolean isShared;
    private final boolean stopWorkers;
    private final int port;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    private Path directory;
    private ServerProcess server;
    private int knownStackTraces;

    private MistProcess(Supplier<String> settings, Supplier<String> routes, boolean isShared, boolean stopWorkers) {
        this.settings = settings;
        this.routes = routes;
        this.isShared = isShared;
        this.stopWorkers = stopWorkers;
        this.port = isShared ? SharedServer.PORT : Distribution.freePort();
    }

    /** @param routes the text of router.conf */
    static MistProcess with(Supplier<String> routes) {
        return with(() -> "", routes);
    }

    /** @param settings more of mist.conf */
    static MistProcess with(Supplier<String> settings, Supplier<String> routes) {
        return new MistProcess(settings, routes, false, true);
    }

    /** At the {@link SharedServer}. */
    static MistProcess shared(Supplier<String> routes) {
        return new MistProcess(() -> "", routes, true, true);
    }

    /** Its workers outlive it. */
    MistProcess thatLeavesItsWorkers() {
        return new MistProcess(settings, routes, isShared, false);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        directory = Distribution.freshDirectory(context.getRequiredTestClass().getSimpleName());
        if (isShared) {
            server = SharedServer.process();
            knownStackTraces = server.stackTraces().size();
            replaceRoutes(routes.get());
        } else {
            server = new ServerProcess(directory, port, settings.get(), stopWorkers);
            server.router(routes.get());
            server.start();
        }
    }

    /** Waits until the server has read them. */
    private void replaceRoutes(String text) {
        String loaded = loaded();
        server.router(text);
        await("the routes of this class").atMost(PATIENCE).until(() -> !loaded().equals(loaded));
    }

    private String loaded() {
        return get("/v1/status").json().path("router").path("loaded").asText();
    }

    void start() {
        server.start();
    }

    /** As {@code kill -9}. */
    void kill() {
        server.kill();
    }

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        if (isShared) {
            server.mustBeAlive();
            cancelRuns();
            replaceRoutes(SharedServer.NO_ROUTES);
        } else {
            server.stop();
        }
        List<String> found = server.stackTraces();
        assertThat(found.subList(knownStackTraces, found.size()))
                .as("stack traces in " + server.log())
                .isEmpty();
    }

    private void cancelRuns() {
        for (JsonNode run : get("/v1/runs").json().path("runs")) {
            if (!run.path("state").asText().matches(ENDED)) {
                cancel(run.path("id").asText());
            }
        }
    }

    /** For the files of the class, and the server's own. */
    Path directory() {
        return directory;
    }

    String logText() {
        return server.logText();
    }

    /** Replaces router.conf in one step. */
    void router(String text) {
        server.router(text);
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
            server.mustBeAlive();
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
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
                .matches(ENDED);
        return view;
    }

    JsonNode cancel(String run) {
        return post("/v1/runs/" + run + "/cancel?wait=PT60S", "").mustBe(202).json();
    }

    /** The one worker that a context has; one whose JVM shuts down is waited for until it has ended. */
    JsonNode worker(String context) {
        return await("one worker of context " + context)
                .atMost(PATIENCE)
                .until(() -> workers(context), found -> found.size() == 1)
                .get(0);
    }

    private List<JsonNode> workers(String context) {
        List<JsonNode> found = new ArrayList<>();
        get("/v1/workers").json().path("workers").forEach(worker -> {
            if (worker.path("context").asText().equals(context)) {
                found.add(worker);
            }
        });
        return found;
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
