package io.mist.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The server's HTTP API, as far as the demo needs it. Safe for use by several threads. */
final class Api {

    private static final Duration CONNECT = Duration.ofSeconds(2);

    /** How long an answer may take, beyond the time that the server was asked to wait. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI base;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    Api(URI base) {
        this.base = base;
    }

    URI base() {
        return base;
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new DemoFailure("the server sent malformed JSON: " + json, e);
        }
    }

    /** Whether the server serves; false while nothing listens. */
    boolean isHealthy() throws InterruptedException {
        try {
            return client.send(request("/health", Duration.ZERO).GET().build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            // Not there yet. The caller has a deadline and checks that the process is alive.
            return false;
        }
    }

    JsonNode get(String path, Duration wait) throws InterruptedException {
        return send("GET", path, null, wait);
    }

    JsonNode post(String path, JsonNode body, Duration wait) throws InterruptedException {
        return send("POST", path, body, wait);
    }

    /** Lines of JSON, appended once under their key. */
    JsonNode postLines(String path, byte[] lines, String key) throws InterruptedException {
        HttpRequest request = request(path, Duration.ZERO)
                .header("Mist-User", "demo")
                .header("Content-Type", "application/x-ndjson")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofByteArray(lines))
                .build();
        return answer("POST", path, request);
    }

    JsonNode patch(String path, JsonNode body, Duration wait) throws InterruptedException {
        return send("PATCH", path, body, wait);
    }

    /** Lines of server-sent events. The caller closes the stream, which ends the request. */
    Stream<String> events(String path) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                    .header("Accept", "text/event-stream")
                    .build();
            HttpResponse<Stream<String>> response = client.send(request, BodyHandlers.ofLines());
            if (response.statusCode() != 200) {
                try (Stream<String> body = response.body()) {
                    throw refused("GET", path, response.statusCode(), String.join("\n", body.toList()));
                }
            }
            return response.body();
        } catch (IOException e) {
            throw broken("GET", path, e);
        }
    }

    private JsonNode send(String method, String path, @Nullable JsonNode body, Duration wait)
            throws InterruptedException {
        HttpRequest.Builder request = request(path, wait).header("Mist-User", "demo");
        if (body == null) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json").method(method, BodyPublishers.ofString(body.toString()));
        }
        return answer(method, path, request.build());
    }

    private JsonNode answer(String method, String path, HttpRequest request) throws InterruptedException {
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw refused(method, path, response.statusCode(), response.body());
            }
            return parse(response.body());
        } catch (IOException e) {
            throw broken(method, path, e);
        }
    }

    private HttpRequest.Builder request(String path, Duration wait) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(PATIENCE.plus(wait))
                .header("Accept", "application/json");
    }

    private static DemoFailure refused(String method, String path, int status, String body) {
        return new DemoFailure(method + " " + path + " was answered with " + status + ": " + body);
    }

    private static DemoFailure broken(String method, String path, IOException e) {
        return new DemoFailure(method + " " + path + " was not answered: " + e, e);
    }
}
