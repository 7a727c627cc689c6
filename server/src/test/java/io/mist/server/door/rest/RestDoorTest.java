package io.mist.server.door.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.server.door.Doors;
import io.mist.server.door.TestGate;
import io.mist.server.gate.DeployRequest;
import io.mist.server.gate.LiveRequest;
import io.mist.server.gate.RunView;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class RestDoorTest {

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private Path directory;

    private Doors doors;

    @BeforeEach
    void open() throws IOException {
        open(1L << 40);
    }

    private void open(long retention) {
        doors = Doors.open(
                directory.resolve("doors-" + retention),
                retention,
                (gate, server) -> new RestDoor(
                                gate,
                                new RestDoor.Settings(
                                        10_000, Duration.ofMinutes(5), Doors.bodies(), Duration.ofMinutes(1)),
                                Map::of)
                        .addTo(server));
    }

    @AfterEach
    void close() {
        doors.close();
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(doors.uri(path))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        return send("GET", path, null, headers);
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse(null);
    }

    private static JsonNode problem(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(header(response, "content-type")).isEqualTo("application/problem+json");
        JsonNode problem = Json.parse(response.body());
        assertThat(problem.path("status").intValue()).isEqualTo(status);
        assertThat(problem.path("code").textValue()).isEqualTo(code);
        assertThat(problem.path("title").textValue()).isNotEmpty();
        assertThat(problem.path("detail").textValue()).isNotEmpty();
        assertThat(problem.path("problems").isArray()).isTrue();
        return problem;
    }

    // ---- runs

    @Test
    void aStartIsAcceptedWithWhereTheRunIs() throws Exception {
        HttpResponse<String> response = send(
                "POST",
                "/v1/routes/log-alerts/runs",
                "{\"parameters\":{\"path\":\"/var\"}}",
                "idempotency-key",
                "k1",
                "mist-user",
                "ada");

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(header(response, "location")).isEqualTo("/v1/runs/r1");
        assertThat(header(response, "mist-run")).isEqualTo("r1");
        assertThat(header(response, "content-type")).startsWith("application/json");
        assertThat(Json.parse(response.body()).path("since").textValue()).isEqualTo("2026-11-22T12:00:00Z");
        var start = doors.gate().starts().get(0);
        assertThat(start.key()).isEqualTo("k1");
        assertThat(doors.gate().callers().get(0).text()).isEqualTo("http:ada");
        assertThat(start.parameters()).isEqualTo(Json.parse("{\"path\":\"/var\"}"));
    }

    @Test
    void aStartWithoutABodyHasNoParameters() throws Exception {
        assertThat(send("POST", "/v1/routes/log-alerts/runs", null).statusCode())
                .isEqualTo(202);
    }

    @Test
    void whoWaitsGetsTheResultItself() throws Exception {
        doors.gate().end(TestGate.run("r1", "SUCCEEDED", Json.parse("[{\"n\":1.10}]"), null));

        HttpResponse<String> response = send("POST", "/v1/routes/log-alerts/runs?wait=PT30S", "{}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "mist-run")).isEqualTo("r1");
        assertThat(response.body()).isEqualTo("[{\"n\":1.10}]");
    }

    @Test
    void whoWaitsForARunThatFailsGetsItsProblem() throws Exception {
        doors.gate()
                .end(TestGate.run(
                        "r1", "FAILED", null, new RunView.Reason("job", "job-failed", "no such file", List.of())));

        HttpResponse<String> response = send("POST", "/v1/routes/log-alerts/runs?wait=PT30S", "{}");

        JsonNode problem = problem(response, 502, "job-failed");
        assertThat(problem.path("kind").textValue()).isEqualTo("job");
        assertThat(problem.path("detail").textValue()).isEqualTo("no such file");
        assertThat(header(response, "mist-run")).isEqualTo("r1");
    }

    @Test
    void whoseTimeIsOverGetsTheRunAsItIs() throws Exception {
        HttpResponse<String> response = send("POST", "/v1/routes/log-alerts/runs?wait=PT0.05S", "{}");

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(Json.parse(response.body()).path("state").textValue()).isEqualTo("QUEUED");
    }

    @Test
    void allProblemsOfAStartAreInOneDocument() throws Exception {
        JsonNode problem = problem(
                send("POST", "/v1/routes/log-alerts/runs", "{\"parameters\":{\"a\":1,\"b\":2}}"),
                422,
                "invalid-parameters");

        assertThat(problem.path("problems")).hasSize(2);
        assertThat(problem.path("problems").get(0).path("path").textValue()).isEqualTo("a");
        assertThat(problem.path("type").textValue()).isEqualTo("about:blank");
    }

    @Test
    void runsAreListedShownAndCancelled() throws Exception {
        send("POST", "/v1/routes/log-alerts/runs", "{}");
        send("POST", "/v1/routes/log-alerts/runs", "{}");

        JsonNode page = Json.parse(get("/v1/runs?limit=1").body());
        assertThat(page.path("runs")).hasSize(1);
        assertThat(page.path("next").textValue()).isEqualTo("r1");
        assertThat(Json.parse(get("/v1/runs?limit=2").body()).has("next")).isFalse();
        assertThat(Json.parse(get("/v1/runs/r2").body()).path("id").textValue()).isEqualTo("r2");
        HttpResponse<String> cancelled = send("POST", "/v1/runs/r2/cancel", null);
        assertThat(cancelled.statusCode()).isEqualTo(202);
        assertThat(Json.parse(cancelled.body()).path("state").textValue()).isEqualTo("CANCELLING");
    }

    @Test
    void whatIsWrongWithAQueryIsTheCallersErrorAndNamed() throws Exception {
        send("POST", "/v1/routes/log-alerts/runs", "{}");
        for (String path : List.of(
                "/v1/runs?limit=0",
                "/v1/runs?limit=x",
                "/v1/runs?limit=501",
                "/v1/runs/r1?wait=30",
                "/v1/runs/r1?wait=-PT1S",
                "/v1/runs/r1?wait=PT1S&for=lunch",
                "/v1/routes/log-alerts/outputs/alerts?from=-1",
                "/v1/routes/log-alerts/outputs/alerts?from=99999999999999999999",
                "/v1/routes/log-alerts/outputs/alerts?envelope=gold")) {
            JsonNode problem = problem(get(path), 400, "invalid-query");
            assertThat(problem.path("detail").textValue()).as(path).contains("expected: ");
        }
    }

    @Test
    void whatIsWrongWithABodyIsTheCallersErrorAndNamed() throws Exception {
        String starts = "/v1/routes/log-alerts/runs";
        assertThat(problem(send("POST", starts, "{\"parameters\":"), 400, "malformed-json")
                        .path("detail")
                        .textValue())
                .contains("line 1");
        problem(send("POST", starts, "{\"a\":1,\"a\":2}"), 400, "malformed-json");
        problem(send("POST", starts, "{} {}"), 400, "malformed-json");
        problem(send("POST", starts, "[1]"), 400, "malformed-json");
        problem(send("POST", starts, "{\"parameter\":{}}"), 400, "malformed-request");
        problem(send("POST", starts, "{\"parameters\":7}"), 400, "malformed-request");
        problem(send("POST", starts, "<a/>", "content-type", "application/xml"), 415, "unsupported-media-type");
        problem(send("POST", starts, "{\"parameters\":" + "[".repeat(5_000) + "}"), 400, "malformed-json");
    }

    @Test
    void aBodyAboveTheBoundIsRefusedByTheSettingsName() throws Exception {
        JsonNode problem =
                problem(send("POST", "/v1/routes/log-alerts/runs", " ".repeat(20_000)), 413, "body-too-large");

        assertThat(problem.path("detail").textValue()).contains("10000 bytes (mist.http.max-body)");
    }

    @Test
    void aHeaderThatIsTooLongIsRefused() throws Exception {
        problem(
                send("POST", "/v1/routes/log-alerts/runs", "{}", "idempotency-key", "k".repeat(201)),
                400,
                "invalid-header");
        JsonNode problem = problem(
                send("POST", "/v1/routes/log-alerts/runs", "{}", "mist-user", "u".repeat(151)), 400, "invalid-header");
        assertThat(problem.path("detail").textValue()).isEqualTo("mist-user: 151 characters (expected: at most 150)");
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        problem(get("/v1/routes/other"), 404, "unknown-route");
        problem(send("POST", "/v1/routes/other/runs", "{}"), 404, "unknown-route");
        problem(get("/v1/runs/other"), 404, "unknown-run");
        problem(get("/v1/runs/other/logs"), 404, "unknown-run");
        problem(get("/v1/routes/log-alerts/outputs/other"), 404, "unknown-output");
        JsonNode problem = problem(get("/v1/nowhere"), 404, "unknown-path");
        assertThat(problem.path("detail").textValue()).contains("/v1/nowhere");
    }

    @Test
    void aMethodThatAPathDoesNotKnowIsNotAllowed() throws Exception {
        problem(send("DELETE", "/v1/runs", null), 405, "method-not-allowed");
        problem(send("PUT", "/v1/routes/log-alerts/runs", "{}"), 405, "method-not-allowed");
    }

    @Test
    void aDefectSaysNoMoreThanThatItIsOne() throws Exception {
        doors.gate().fail(new IllegalStateException("secret"));

        HttpResponse<String> response = get("/v1/routes");

        JsonNode problem = problem(response, 500, "internal");
        assertThat(problem.path("kind").textValue()).isEqualTo("internal");
        assertThat(response.body()).doesNotContain("secret");
    }

    @Test
    void whatIsBusySaysWhenToTryAgain() throws Exception {
        doors.gate().fail(MistException.resources("queue-full", "3 runs waiting"));

        HttpResponse<String> response = get("/v1/routes");

        problem(response, 503, "queue-full");
        assertThat(header(response, "retry-after")).isEqualTo("5");
    }

    @Test
    void theServerShowsItself() throws Exception {
        assertThat(get("/health").body()).isEqualTo("{\"status\":\"ok\"}");
        assertThat(Json.parse(get("/v1/contexts").body()).at("/contexts/0/name").textValue())
                .isEqualTo("default");
        assertThat(Json.parse(get("/v1/workers").body()).path("workers")).isEmpty();
        assertThat(Json.parse(get("/v1/status").body()).path("state").textValue())
                .isEqualTo("ok");
        assertThat(Json.parse(get("/v1/routes").body()).at("/routes/0/route").textValue())
                .isEqualTo("log-alerts");
    }

    // ---- deployments

    @Test
    void aDeploymentSaysWhetherItIsTriedOnlyAndWhetherItMayBreakClients() throws Exception {
        String definition = "{\"path\": \"/a.jar\", \"className\": \"a.Job\"}";

        HttpResponse<String> tried = send("PUT", "/v1/routes/log-alerts?dry-run=true", definition);
        HttpResponse<String> made = send("PUT", "/v1/routes/log-alerts?accept-breaking", definition);
        HttpResponse<String> again = send("PUT", "/v1/routes/log-alerts", definition);

        assertThat(tried.statusCode()).isEqualTo(200);
        assertThat(tried.body())
                .isEqualTo("{\"route\":\"log-alerts\",\"outcome\":\"new\",\"changes\":[],\"problems\":[]}");
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(doors.gate().deployments())
                .extracting(DeployRequest::dryRun, DeployRequest::acceptBreaking)
                .containsExactly(tuple(true, false), tuple(false, true), tuple(false, false));
        problem(send("PUT", "/v1/routes/log-alerts?dry-run=maybe", definition), 400, "invalid-query");
    }

    // ---- live values

    @Test
    void liveValuesComeWithTheirVersionAsEtag() throws Exception {
        send("POST", "/v1/routes/log-alerts/runs", "{}");

        HttpResponse<String> response = get("/v1/runs/r1/live");

        assertThat(header(response, "etag")).isEqualTo("\"2\"");
        assertThat(Json.parse(response.body()).at("/values/filter").textValue()).isEqualTo("warn");
        problem(get("/v1/routes/log-alerts/live"), 409, "not-one-run");
    }

    @Test
    void aChangeIsAcceptedOrAppliedAsAskedFor() throws Exception {
        send("POST", "/v1/routes/log-alerts/runs", "{}");
        String live = "/v1/runs/r1/live";
        String patch = "{\"filter\":\"all\"}";

        HttpResponse<String> accepted =
                send("PATCH", live, patch, "if-match", "\"2\"", "content-type", "application/merge-patch+json");
        HttpResponse<String> applied =
                send("PATCH", live + "?wait=applied&timeout=PT7S", patch, "mist-user", "ada", "idempotency-key", "k1");

        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(Json.parse(accepted.body()).path("accepted").intValue()).isEqualTo(3);
        assertThat(header(accepted, "etag")).isEqualTo("\"3\"");
        assertThat(applied.statusCode()).isEqualTo(200);
        LiveRequest first = doors.gate().changes().get(0);
        LiveRequest second = doors.gate().changes().get(1);
        assertThat(first.ifVersion()).isEqualTo(2);
        assertThat(first.awaitApplied()).isNull();
        assertThat(second.awaitApplied()).isEqualTo(Duration.ofSeconds(7));
        assertThat(doors.gate().callers().get(2).user()).isEqualTo("ada");
        assertThat(first.key()).isNull();
        assertThat(second.key()).isEqualTo("k1");
    }

    @Test
    void aChangeThatCannotBeMadeIsRefused() throws Exception {
        send("POST", "/v1/routes/log-alerts/runs", "{}");
        String live = "/v1/runs/r1/live";

        HttpResponse<String> conflict = send("PATCH", live, "{\"filter\":\"all\"}", "if-match", "\"1\"");
        problem(conflict, 412, "version-conflict");
        assertThat(header(conflict, "etag")).isEqualTo("\"2\"");
        assertThat(Json.parse(conflict.body()).at("/live/values/filter").asText())
                .isEqualTo("warn");
        problem(send("PATCH", live, "{\"filter\":\"all\"}", "if-match", "tomorrow"), 400, "invalid-header");
        problem(send("PATCH", live, "{}"), 400, "malformed-request");
        problem(send("PATCH", live + "?wait=forever", "{\"filter\":\"all\"}"), 400, "invalid-query");
        problem(send("POST", live + "/rollback", "{\"to\":9}"), 404, "unknown-version");
        problem(send("POST", live + "/rollback", "{\"to\":\"x\"}"), 400, "malformed-request");
        problem(send("POST", live + "/rollback", "{}"), 400, "malformed-request");
        problem(send("POST", live + "/rollback", "{\"to\":1e400}"), 400, "malformed-request");
        problem(send("POST", live + "/rollback", "{\"to\":99999999999999999999}"), 400, "malformed-request");
    }

    @Test
    void aWaitForAVersionContinuesAndIsAnsweredWithWhatIsKnown() throws Exception {
        send("POST", "/v1/routes/log-alerts/runs", "{}");
        String live = "/v1/runs/r1/live";

        HttpResponse<String> known = get(live + "?wait=applied&version=2&timeout=PT0S");

        assertThat(known.statusCode()).isEqualTo(202);
        assertThat(Json.parse(known.body()).path("accepted").intValue()).isEqualTo(2);
        assertThat(Json.parse(known.body()).path("state").textValue()).isEqualTo("RUNNING");
        problem(get(live + "?version=2"), 400, "invalid-query");
        problem(get(live + "?wait=applied&version=two"), 400, "invalid-query");
        problem(get(live + "?wait=applied&timeout=5"), 400, "invalid-query");
    }

    @Test
    void pagesAndDifferencesAreAskedForByVersion() throws Exception {
        send("POST", "/v1/routes/log-alerts/runs", "{}");
        String live = "/v1/runs/r1/live";

        assertThat(Json.parse(get(live + "/diff?from=1").body()).path("to").intValue())
                .isEqualTo(2);
        problem(get(live + "/diff"), 400, "invalid-query");
        problem(get(live + "/diff?from=0"), 400, "invalid-query");
        problem(get(live + "/history?limit=1001"), 400, "invalid-query");
        problem(get(live + "/history?before=x"), 400, "invalid-query");
    }

    @Test
    void theHistoryIsListedAndARollbackAccepted() throws Exception {
        send("POST", "/v1/routes/log-alerts/runs", "{}");

        assertThat(Json.parse(get("/v1/runs/r1/live/history").body())
                        .at("/versions/0/changed/filter/to")
                        .textValue())
                .isEqualTo("warn");
        assertThat(send("POST", "/v1/runs/r1/live/rollback", "{\"to\":1}").statusCode())
                .isEqualTo(202);
    }

    // ---- outputs

    @Test
    void aPageOfMessagesIsOneLineEachAndSaysWhereTheNextBegins() throws Exception {
        doors.append("r1", "{\"a\":1.10}", "2", "3");

        HttpResponse<String> first = get("/v1/routes/log-alerts/outputs/alerts?limit=2&envelope=plain");
        HttpResponse<String> rest = get("/v1/routes/log-alerts/outputs/alerts?from=" + header(first, "mist-next"));

        assertThat(header(first, "content-type")).isEqualTo("application/x-ndjson");
        assertThat(first.body()).isEqualTo("{\"a\":1.10}\n2\n");
        assertThat(rest.body().lines()).hasSize(1);
        JsonNode event = Json.parse(rest.body());
        assertThat(event.path("specversion").textValue()).isEqualTo("1.0");
        assertThat(event.path("mistoffset").textValue()).isEqualTo("2");
        assertThat(header(rest, "mist-next")).isEqualTo("3");
        assertThat(header(rest, "mist-gap")).isNull();
        assertThat(get("/v1/routes/log-alerts/outputs/alerts?from=latest").body())
                .isEmpty();
        problem(get("/v1/routes/log-alerts/outputs/alerts?run=other"), 404, "unknown-run");
    }

    @Test
    void whatRetentionHasRemovedIsReported() throws Exception {
        doors.close();
        open(200);
        for (int i = 0; i < 10; i++) {
            doors.append("r1", "\"" + "x".repeat(98) + "\"");
        }

        long start = doors.log().start(TestGate.ALERTS);
        HttpResponse<String> page = get("/v1/routes/log-alerts/outputs/alerts?from=0");

        assertThat(start).isPositive();
        assertThat(header(page, "mist-gap")).isEqualTo("0-" + (start - 1));
        try (Events events = follow("/v1/routes/log-alerts/outputs/alerts", "last-event-id", "1")) {
            assertThat(events.next()).containsExactly("event: gap", "data: {\"from\":2,\"to\":" + (start - 1) + "}");
            assertThat(events.next().get(0)).isEqualTo("id: " + start);
        }
    }

    /** Server-sent events as they come, without comments. */
    private static final class Events implements AutoCloseable {

        private final Stream<String> stream;
        private final Iterator<String> lines;

        Events(Stream<String> stream) {
            this.stream = stream;
            this.lines = stream.iterator();
        }

        /** The next one with data; an id alone says only where the client is. */
        List<String> next() {
            List<String> event = new ArrayList<>();
            while (true) {
                String line = lines.next();
                if (line.isEmpty() && event.stream().anyMatch(field -> field.startsWith("data:"))) {
                    return event;
                }
                if (line.isEmpty()) {
                    event.clear();
                }
                if (!line.isEmpty() && !line.startsWith(":")) {
                    event.add(line);
                }
            }
        }

        /** Returns when the server has ended the stream. */
        List<String> rest() {
            List<String> rest = new ArrayList<>();
            lines.forEachRemaining(line -> {
                if (!line.isEmpty() && !line.startsWith(":")) {
                    rest.add(line);
                }
            });
            return rest;
        }

        @Override
        public void close() {
            stream.close();
        }
    }

    private Events follow(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(doors.uri(path)).header("accept", "text/event-stream");
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<Stream<String>> response = client.send(request.build(), HttpResponse.BodyHandlers.ofLines());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "content-type")).startsWith("text/event-stream");
        return new Events(response.body());
    }

    @Test
    void whoSubscribesGetsWhatComesFromNowOn() throws Exception {
        doors.append("r1", "1");
        try (Events events = follow("/v1/routes/log-alerts/outputs/alerts?envelope=plain")) {
            doors.append("r1", "2", "{\"text\":\"ü\"}");

            assertThat(events.next()).containsExactly("id: 1", "data: 2");
            assertThat(events.next()).containsExactly("id: 2", "data: {\"text\":\"ü\"}");
        }
    }

    @Test
    void aReturningClientResumesAfterTheLastEvent() throws Exception {
        doors.append("r1", "0", "1", "2");

        try (Events events =
                follow("/v1/routes/log-alerts/outputs/alerts?envelope=plain&from=earliest", "last-event-id", "0")) {
            assertThat(events.next()).containsExactly("id: 1", "data: 1");
            assertThat(events.next()).containsExactly("id: 2", "data: 2");
        }
    }

    @Test
    void whoWasCutOffBeforeTheFirstMessageGetsItThen() throws Exception {
        try (Events events = follow("/v1/routes/log-alerts/outputs/alerts?envelope=plain", "last-event-id", "-1")) {
            doors.append("r1", "1");
            assertThat(events.next()).containsExactly("id: 0", "data: 1");
        }
    }

    @Test
    void aLastEventThatIsNoOffsetIsTheCallersError() throws Exception {
        for (String id : List.of("latest", "earliest", "-2", "x", "1".repeat(30))) {
            HttpResponse<String> response =
                    get("/v1/routes/log-alerts/outputs/alerts", "accept", "text/event-stream", "last-event-id", id);

            assertThat(problem(response, 400, "invalid-header").path("detail").textValue())
                    .startsWith("last-event-id: '" + id + "'");
        }
    }

    @Test
    void aSubscriptionWhoseLogCannotBeReadEnds() throws Exception {
        try (Events events = follow("/v1/routes/log-alerts/outputs/alerts?envelope=plain")) {
            doors.append("r1", "1");
            assertThat(events.next()).containsExactly("id: 0", "data: 1");

            doors.breakLog();

            assertThat(events.rest()).isEmpty();
        }
    }

    // ---- logs

    @Test
    void theLogOfARunIsText() throws Exception {
        send("POST", "/v1/routes/log-alerts/runs", "{}");
        doors.logs().append("r1", List.of("one", "zwei ü", "three"));

        HttpResponse<String> all = get("/v1/runs/r1/logs");

        assertThat(header(all, "content-type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(all.body()).isEqualTo("one\nzwei ü\nthree\n");
        assertThat(get("/v1/runs/r1/logs?tail=2").body()).isEqualTo("zwei ü\nthree\n");
    }

    @Test
    void whoFollowsALogGetsItsLinesAndItsEnd() throws Exception {
        send("POST", "/v1/routes/log-alerts/runs", "{}");
        doors.logs().append("r1", List.of("one", "two"));

        try (Events events = follow("/v1/runs/r1/logs?follow&tail=1")) {
            assertThat(events.next()).containsExactly("id: 8", "data: two");
            doors.logs().append("r1", List.of("three"));
            assertThat(events.next()).containsExactly("id: 14", "data: three");
            doors.gate().end(TestGate.run("r1", "SUCCEEDED", Json.parse("1"), null));
            assertThat(events.next()).containsExactly("event: end", "data: {}");
            assertThat(events.rest()).isEmpty();
        }
    }

    // ---- what no client library sends

    @Test
    void brokenHttpGetsAnAnswerAndHarmsNobody() throws Exception {
        for (String request : List.of(
                "GET /v1/runs/%ZZ HTTP/1.1\r\nhost: x\r\n\r\n",
                "GET /v1/runs/../../etc HTTP/1.1\r\nhost: x\r\n\r\n",
                "GET /v1/runs?limit=%ff HTTP/1.1\r\nhost: x\r\n\r\n",
                "NONSENSE\r\n\r\n",
                "GET http:// HTTP/9.9\r\n\r\n",
                "BREW /v1/runs HTTP/1.1\r\nhost: x\r\n\r\n")) {
            try (Socket socket = new Socket("127.0.0.1", doors.port())) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
                byte[] start = socket.getInputStream().readNBytes(12);
                assertThat(new String(start, StandardCharsets.ISO_8859_1))
                        .as(request)
                        .matches("HTTP/1.1 4\\d\\d");
            }
        }
        assertThat(get("/health").statusCode()).isEqualTo(200);
    }
}
