package io.mist.server.door.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.protocol.Json;
import io.mist.server.door.Doors;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that nobody would write: each gets an answer that says what it is, and none finds a defect. */
class RestFuzzTest {

    private static final int REQUESTS = 500;

    private static final List<String> METHODS =
            List.of("GET", "GET", "POST", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS");

    private static final List<String> WORDS = List.of(
            "v1",
            "routes",
            "log-alerts",
            "runs",
            "r1",
            "live",
            "history",
            "rollback",
            "cancel",
            "outputs",
            "inputs",
            "lines",
            "alerts",
            "contexts",
            "workers",
            "status",
            "health",
            "logs",
            "",
            "..",
            "%00",
            "ü",
            "a b",
            "{run}",
            "*",
            "null");

    private static final List<String> PATHS = List.of(
            "/v1/routes/log-alerts/runs",
            "/v1/runs",
            "/v1/runs/r1",
            "/v1/runs/r1/live",
            "/v1/runs/r1/live/rollback",
            "/v1/runs/r1/live/history",
            "/v1/runs/r1/live/diff",
            "/v1/runs/r1/cancel",
            "/v1/runs/r1/logs",
            "/v1/routes/log-alerts/live",
            "/v1/routes/log-alerts/outputs/alerts",
            "/v1/routes/log-alerts/inputs/lines",
            "/v1/routes/log-alerts",
            "/v1/status");

    private static final List<String> NAMES = List.of(
            "limit",
            "from",
            "wait",
            "for",
            "timeout",
            "route",
            "state",
            "after",
            "run",
            "envelope",
            "tail",
            "to",
            "version",
            "before",
            "zzz",
            "");

    private static final List<String> VALUES = List.of(
            "0",
            "-1",
            "1",
            "100",
            "99999999999999999999",
            "1e3",
            "PT0.01S",
            "PT-1S",
            "P1D",
            "PT",
            "P99999999999999D",
            "earliest",
            "latest",
            "plain",
            "cloudevents",
            "applied",
            "accepted",
            "running",
            "RUNNING",
            "",
            " ",
            "ü",
            "\0",
            "'; drop table runs",
            "true",
            "r1");

    private static final List<String> BODIES = List.of(
            "",
            "{}",
            "[]",
            "null",
            "7",
            "\"x\"",
            "{",
            "{\"parameters\":{}}",
            "{\"parameters\":{\"path\":\"/\"}}",
            "{\"parameters\":null}",
            "{\"parameters\":[1]}",
            "{\"parameters\":{\"path\":1E999999999}}",
            "{\"filter\":\"x\"}",
            "{\"text\":\"x\"}",
            "{\"text\":\"x\"}\n{\"text\":7}\r\n\n",
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"data\":{\"text\":\"x\"}}",
            "{\"filter\":null}",
            "{\"filter\":{\"a\":{\"b\":null}}}",
            "{\"to\":1}",
            "{\"to\":-1}",
            "{\"to\":1e400}",
            "{\"to\":1.5}",
            "{\"to\":99999999999999999999}",
            "{\"\":\"\"}",
            "{\"a\":1,\"a\":2}",
            "\uFEFF{}",
            "{\"a\":\"\\ud800\"}",
            "{'a':1}",
            "NaN",
            "{\"a\":NaN}");

    private static final List<String> TYPES = List.of(
            "application/json",
            "application/json; charset=utf-16",
            "text/plain",
            "application/xml",
            "x",
            "a/b; c",
            "application/x-www-form-urlencoded",
            "application/merge-patch+json",
            "application/x-ndjson",
            "application/cloudevents+json",
            "application/cloudevents-batch+json",
            "multipart/form-data");

    @TempDir
    private Path directory;

    @Test
    void everyRequestGetsAWellFormedAnswer() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        try (Doors doors = Doors.open(
                directory,
                1L << 40,
                (gate, server) -> new RestDoor(
                                gate,
                                new RestDoor.Settings(
                                        10_000, Duration.ofSeconds(1), Doors.bodies(), Duration.ofMinutes(1)),
                                Map::of)
                        .addTo(server))) {
            doors.append("r1", "1", "2");
            doors.logs().append("r1", List.of("a line"));
            for (int i = 0; i < REQUESTS; i++) {
                HttpRequest request = request(random, doors);
                HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
                check("seed " + seed + ", request " + i + ": " + request, request, response);
            }
        }
    }

    private static <T> T oneOf(Random random, List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private static HttpRequest request(Random random, Doors doors) {
        StringBuilder path = new StringBuilder();
        if (random.nextInt(3) > 0) {
            path.append(oneOf(random, PATHS));
        } else {
            for (int i = random.nextInt(7); i >= 0; i--) {
                path.append('/').append(encoded(oneOf(random, WORDS)));
            }
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            path.append(path.indexOf("?") < 0 ? '?' : '&')
                    .append(encoded(oneOf(random, NAMES)))
                    .append(random.nextInt(9) == 0 ? "" : "=" + encoded(oneOf(random, VALUES)));
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(doors.uri(path.toString())).timeout(Duration.ofSeconds(30));
        if (random.nextBoolean()) {
            request.header("content-type", oneOf(random, TYPES));
        }
        for (String name : List.of("if-match", "idempotency-key", "mist-user", "accept")) {
            if (random.nextInt(4) == 0) {
                String value = oneOf(random, VALUES).replaceAll("[^ -~]", "?");
                request.header(name, value.isBlank() ? "x".repeat(random.nextInt(400)) : value);
            }
        }
        return request.method(oneOf(random, METHODS), HttpRequest.BodyPublishers.ofByteArray(body(random)))
                .build();
    }

    private static String encoded(String text) {
        return text.equals("..")
                ? text
                : URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static byte[] body(Random random) {
        byte[] body = oneOf(random, BODIES).getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(4) == 0 && body.length > 0) {
            body[random.nextInt(body.length)] = (byte) random.nextInt(256);
        }
        return body;
    }

    private static void check(String what, HttpRequest request, HttpResponse<byte[]> response) throws Exception {
        int status = response.statusCode();
        assertThat(status).as(what).isBetween(200, 599).isNotEqualTo(500);
        String type = response.headers().firstValue("content-type").orElse("");
        if (status >= 400 && !request.method().equals("HEAD")) {
            assertThat(type).as(what).isEqualTo("application/problem+json");
            JsonNode problem = Json.MAPPER.readTree(response.body());
            assertThat(problem.path("status").intValue()).as(what).isEqualTo(status);
            assertThat(problem.path("code").asText()).as(what).matches("[a-z]+(-[a-z]+)*");
            assertThat(problem.path("kind").asText()).as(what).isIn("caller", "resources", "job");
            assertThat(problem.path("detail").asText()).as(what).isNotEmpty();
        } else if (type.startsWith("application/json")) {
            assertThat(Json.MAPPER.readTree(response.body())).as(what).isNotNull();
        }
    }
}
