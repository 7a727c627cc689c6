package io.mist.bench.process;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Mist server over HTTP. Safe for any thread. */
public final class MistClient {

    private static final String PID = "\"context\":\"%s\"[^}]*\"pid\":(\\d+)";
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final HttpClient client = HttpClient.newHttpClient();
    private final String server;

    /** @param server such as {@code http://127.0.0.1:2004} */
    public MistClient(String server) {
        this.server = server;
    }

    public String server() {
        return server;
    }

    public HttpClient client() {
        return client;
    }

    /** Starts a run; returns its id when it is RUNNING. */
    public String startRunning(String route, String parameters) throws IOException, InterruptedException {
        String run = find(ID, post("/v1/routes/" + route + "/runs", "{\"parameters\":" + parameters + "}"));
        String state = get("/v1/runs/" + run + "?wait=PT4M&for=running");
        if (!state.contains("\"state\":\"RUNNING\"")) {
            throw new IllegalStateException("the run is not RUNNING: " + state);
        }
        return run;
    }

    /** Returns when the run has ended. */
    public void cancel(String run) throws IOException, InterruptedException {
        post("/v1/runs/" + run + "/cancel?wait=PT60S", "");
    }

    /** The offset that the next message of an output will have: how many have been committed so far. */
    public long end(String route, String output) throws IOException, InterruptedException {
        HttpRequest request = request("/v1/routes/" + route + "/outputs/" + output + "?from=latest&limit=1")
                .build();
        return send(request, HttpResponse.BodyHandlers.ofString())
                .headers()
                .firstValueAsLong("mist-next")
                .orElseThrow();
    }

    /** The events of an output from now on, as the server sends them; close it to end the subscription. */
    public InputStream follow(String route, String output) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                        server + "/v1/routes/" + route + "/outputs/" + output + "?from=latest&envelope=plain"))
                .header("accept", "text/event-stream")
                .build();
        return send(request, HttpResponse.BodyHandlers.ofInputStream()).body();
    }

    /** The process of the worker of the default context. */
    public long workerProcess() throws IOException, InterruptedException {
        return workerProcess("default");
    }

    /** The process of the one worker of a context. */
    public long workerProcess(String context) throws IOException, InterruptedException {
        return Long.parseLong(find(Pattern.compile(PID.formatted(context)), get("/v1/workers")));
    }

    public String post(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = request(path)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    /** Returns when the change of a run's live values is durable; whether it is in effect then is another matter. */
    public void change(String run, String values) throws IOException, InterruptedException {
        HttpRequest request = request("/v1/runs/" + run + "/live")
                .header("content-type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(values))
                .build();
        send(request, HttpResponse.BodyHandlers.ofString());
    }

    public String get(String path) throws IOException, InterruptedException {
        return send(request(path).build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server + path)).timeout(PATIENCE);
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        HttpResponse<T> answer = client.send(request, handler);
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(request.uri() + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer;
    }

    private static String find(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            throw new IllegalStateException("no " + pattern + " in " + text);
        }
        return found.group(1);
    }
}
