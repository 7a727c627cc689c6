package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every wrong request is answered on the door that it came by, with what is wrong and what was expected. */
final class BadRequestsTest {

    private static final Path JAR =
            Distribution.freshDirectory("BadRequestsTest-jobs").resolve("jobs.jar");

    /** With it in a path, a request is about the run that is running or the one that has ended. */
    private static final String RUNNING = "{running}";

    private static final String ENDED = "{ended}";

    @RegisterExtension
    static final MistProcess mist = MistProcess.shared(() -> {
        Jobs.jar(JAR, "one", "LiveLimit", "Parameters", "Waits");
        return """
                        words { path = "%1$s", className = "jobs.LiveLimit" }
                        parameters { path = "%1$s", className = "jobs.Parameters" }
                        fixed {
                          path = "%1$s", className = "jobs.Parameters"
                          parameters { share = 1 }
                          defaults { colour = RED }
                        }
                        waits { path = "%1$s", className = "jobs.Waits" }
                        """.formatted(JAR);
    });

    private static String running;
    private static String ended;

    @BeforeAll
    static void oneRunIsRunningAndOneHasEnded() {
        LogFiles files = new LogFiles(mist.directory(), "logs");
        running = mist.startRunning("words", Map.of("path", files.path(), "word", "error"));
        ended = mist.startRunning("words", Map.of("path", files.path(), "word", "error"));
        assertThat(mist.cancel(ended).path("state").asText()).isEqualTo("CANCELLED");
    }

    @AfterAll
    static void nothingOfThisMovedTheServerOrTheRun() {
        assertThat(mist.get("/health").status()).isEqualTo(200);
        JsonNode run = mist.run(running);
        assertThat(run.path("state").asText()).isEqualTo("RUNNING");
        assertThat(run.path("attempt").asInt()).isEqualTo(1);
        assertThat(run.path("live").path("version").asInt()).isEqualTo(1);
        assertThat(mist.get("/v1/status").json().path("state").asText()).isEqualTo("ok");
    }

    // ---- HTTP

    private record Request(String method, String path, String body, List<String> headers) {

        static Request of(String method, String path) {
            return new Request(method, path, "", List.of());
        }

        Request with(String text) {
            return new Request(method, path, text, headers);
        }

        Request header(String name, String value) {
            List<String> more = new ArrayList<>(headers);
            more.addAll(List.of(name, value));
            return new Request(method, path, body, more);
        }

        Answer send() {
            String where = path.replace(RUNNING, running).replace(ENDED, ended);
            return mist.send(method, where, HttpRequest.BodyPublishers.ofString(body), headers.toArray(String[]::new));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongHttp")
    void httpRejects(String what, Request request, int status, String code, List<String> words) {
        Answer answer = request.send();

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        JsonNode problem = answer.json();
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("code").asText()).as(answer.body()).isEqualTo(code);
        assertThat(problem.path("kind").asText()).isEqualTo("caller");
        assertThat(problem.path("detail").asText()).isNotBlank();
        assertThat(answer.body()).doesNotContain("Exception", "\\tat ");
        words.forEach(word -> assertThat(answer.body()).contains(word));
    }

    static Stream<Arguments> wrongHttp() {
        Request start = Request.of("POST", "/v1/routes/words/runs");
        Request parameters = Request.of("POST", "/v1/routes/parameters/runs");
        Request live = Request.of("PATCH", "/v1/runs/" + RUNNING + "/live");
        Request output = Request.of("GET", "/v1/routes/words/outputs/found");
        return Stream.of(
                row("an unknown route", Request.of("GET", "/v1/routes/word"), 404, "unknown-route", "'words'"),
                row(
                        "a start of an unknown route",
                        Request.of("POST", "/v1/routes/wrods/runs").with("{}"),
                        404,
                        "unknown-route",
                        "did you mean 'words'?"),
                row("no parameters at all", start, 422, "invalid-parameters", "\"path\"", "\"word\"", "missing"),
                row(
                        "missing, wrong and surplus parameters, all at once",
                        parameters.with(
                                "{\"parameters\": {\"tims\": 3, \"share\": \"x\", \"times\": 1.5, \"table\": {\"a\": [1, \"b\"]}}}"),
                        422,
                        "invalid-parameters",
                        "\"colour\"",
                        "one of RED, GREEN",
                        "\"share\"",
                        "\"times\"",
                        "\"table.a[1]\"",
                        "did you mean 'times'?"),
                row(
                        "an unknown enum constant",
                        parameters.with("{\"parameters\": {\"share\": 1, \"colour\": \"red\"}}"),
                        422,
                        "invalid-parameters",
                        "colour",
                        "one of RED, GREEN"),
                row(
                        "null for what is required",
                        parameters.with("{\"parameters\": {\"share\": null, \"colour\": \"RED\"}}"),
                        422,
                        "invalid-parameters",
                        "share"),
                row(
                        "a number that does not fit",
                        parameters.with("{\"parameters\": {\"share\": 1, \"colour\": \"RED\", \"times\": 2147483648}}"),
                        422,
                        "invalid-parameters",
                        "times",
                        "2147483648"),
                row(
                        "what the record's constructor rejects, which only the worker knows",
                        Request.of("POST", "/v1/routes/parameters/runs?wait=" + MistProcess.PATIENCE)
                                .with("{\"parameters\": {\"share\": 101, \"colour\": \"RED\"}}"),
                        422,
                        "invalid-parameters",
                        "101 is no percentage (expected: 0 to 100)"),
                row(
                        "a parameter that the route fixes",
                        Request.of("POST", "/v1/routes/fixed/runs").with("{\"parameters\": {\"share\": 2}}"),
                        422,
                        "invalid-parameters",
                        "share",
                        "fixed by the route"),
                row("malformed JSON", start.with("{\"parameters\": {"), 400, "malformed-json", "line 1"),
                row("text behind the JSON", start.with("{} x"), 400, "malformed-json", "line 1"),
                row(
                        "a key twice",
                        start.with("{\"parameters\": {}, \"parameters\": {}}"),
                        400,
                        "malformed-json",
                        "parameters"),
                row("an array", start.with("[]"), 400, "malformed-json", "expected: an object"),
                row("a number", start.with("7"), 400, "malformed-json", "expected: an object"),
                row(
                        "parameters that are no object",
                        start.with("{\"parameters\": []}"),
                        400,
                        "malformed-request",
                        "expected: an object"),
                row(
                        "an unknown field",
                        start.with("{\"params\": {}}"),
                        400,
                        "malformed-request",
                        "params",
                        "parameters"),
                row("deep nesting", start.with("[".repeat(100_000)), 400, "malformed-json"),
                row(
                        "another content type",
                        start.with("<a/>").header("Content-Type", "application/xml"),
                        415,
                        "unsupported-media-type",
                        "application/json"),
                row("an unknown path", Request.of("GET", "/v1/nothing"), 404, "unknown-path", "/v1/nothing"),
                row(
                        "an unknown path far away",
                        Request.of("POST", "/api/v2/jobs"),
                        404,
                        "unknown-path",
                        "/api/v2/jobs"),
                row("a wrong method", Request.of("DELETE", "/v1/routes"), 405, "method-not-allowed", "/v1/routes"),
                row("another wrong method", Request.of("PUT", "/v1/runs/x/live"), 405, "method-not-allowed"),
                row("an unknown run", Request.of("GET", "/v1/runs/nobody"), 404, "unknown-run", "nobody"),
                row("a cancel of an unknown run", Request.of("POST", "/v1/runs/nobody/cancel"), 404, "unknown-run"),
                row("the log of an unknown run", Request.of("GET", "/v1/runs/nobody/logs"), 404, "unknown-run"),
                row("live values of an unknown run", Request.of("GET", "/v1/runs/nobody/live"), 404, "unknown-run"),
                row(
                        "live values of a route without a run",
                        Request.of("GET", "/v1/routes/parameters/live"),
                        409,
                        "not-one-run",
                        "no active run"),
                row(
                        "a live value of another type",
                        live.with("{\"word\": 3}"),
                        422,
                        "invalid-live-values",
                        "word",
                        "3"),
                row(
                        "a live value that the record's constructor rejects",
                        live.with("{\"word\": \" x\"}"),
                        422,
                        "invalid-live-values",
                        "' x' is no word (expected: no blanks around it)"),
                row(
                        "a live value that is taken away",
                        live.with("{\"word\": null}"),
                        422,
                        "invalid-live-values",
                        "word"),
                row(
                        "an unknown live parameter",
                        live.with("{\"wrod\": \"x\"}"),
                        422,
                        "invalid-live-values",
                        "did you mean 'word'?"),
                row(
                        "everything that is wrong with a live change, at once",
                        live.with("{\"word\": [1e400], \"wrod\": {}, \"\": 99999999999999999999}"),
                        422,
                        "invalid-live-values",
                        "\"path\":\"word\"",
                        "\"path\":\"wrod\"",
                        "\"path\":\"\""),
                row(
                        "live values larger than they may be",
                        live.with("{\"word\": \"" + "x".repeat(16 << 20) + "\"}"),
                        413,
                        "live-values-too-large",
                        "mist.live.max-bytes"),
                row(
                        "a difference to a version that there is not",
                        Request.of("GET", "/v1/runs/" + RUNNING + "/live/diff?from=1&to=9"),
                        404,
                        "unknown-version",
                        "(expected: 1 to 1)"),
                row(
                        "a wait for a version that nobody has made",
                        Request.of("GET", "/v1/runs/" + RUNNING + "/live?wait=applied&version=9"),
                        404,
                        "unknown-version",
                        "(expected: 1 to 1)"),
                row(
                        "a page of the history that is too large",
                        Request.of("GET", "/v1/runs/" + RUNNING + "/live/history?limit=1001"),
                        400,
                        "invalid-query",
                        "1001"),
                row("an empty live change", live.with("{}"), 400, "malformed-request", "merge patch"),
                row("a live change that is no object", live.with("\"x\""), 400, "malformed-json"),
                row(
                        "a live change of an ended run",
                        Request.of("PATCH", "/v1/runs/" + ENDED + "/live").with("{\"word\": \"x\"}"),
                        409,
                        "run-ended",
                        "CANCELLED"),
                row(
                        "a live change that another came before",
                        live.with("{\"word\": \"x\"}").header("If-Match", "\"7\""),
                        412,
                        "version-conflict",
                        "7"),
                row(
                        "an If-Match that is no version",
                        live.with("{\"word\": \"x\"}").header("If-Match", "\"x\""),
                        400,
                        "invalid-header",
                        "if-match"),
                row(
                        "a rollback to a version that there is not",
                        Request.of("POST", "/v1/runs/" + RUNNING + "/live/rollback")
                                .with("{\"to\": 9}"),
                        404,
                        "unknown-version",
                        "9"),
                row(
                        "a rollback to nothing",
                        Request.of("POST", "/v1/runs/" + RUNNING + "/live/rollback")
                                .with("{}"),
                        400,
                        "malformed-request",
                        "to"),
                row(
                        "a wait that is no duration",
                        Request.of("POST", "/v1/routes/words/runs?wait=soon").with("{}"),
                        400,
                        "invalid-query",
                        "soon",
                        "PT30S"),
                row("a negative wait", Request.of("GET", "/v1/runs/" + RUNNING + "?wait=-PT1S"), 400, "invalid-query"),
                row(
                        "a wait for something else",
                        Request.of("GET", "/v1/runs/" + RUNNING + "?wait=PT1S&for=godot"),
                        400,
                        "invalid-query",
                        "running or end"),
                row("a limit of 0", Request.of("GET", "/v1/runs?limit=0"), 400, "invalid-query", "limit"),
                row("an unknown state", Request.of("GET", "/v1/runs?state=HAPPY"), 400, "invalid-query", "RUNNING"),
                row("a page after an unknown run", Request.of("GET", "/v1/runs?after=nobody"), 404, "unknown-run"),
                row(
                        "an unknown output",
                        Request.of("GET", "/v1/routes/words/outputs/lost"),
                        404,
                        "unknown-output",
                        "there are: found"),
                row(
                        "a from that is no offset",
                        Request.of("GET", output.path() + "?from=-1"),
                        400,
                        "invalid-query",
                        "from"),
                row(
                        "an unknown envelope",
                        Request.of("GET", output.path() + "?envelope=x"),
                        400,
                        "invalid-query",
                        "plain"),
                row(
                        "an output of an unknown run",
                        Request.of("GET", output.path() + "?run=nobody"),
                        404,
                        "unknown-run"),
                row(
                        "a Last-Event-ID that is no offset",
                        output.header("Accept", "text/event-stream").header("Last-Event-ID", "x"),
                        400,
                        "invalid-header"),
                row(
                        "a tail that is no number",
                        Request.of("GET", "/v1/runs/" + RUNNING + "/logs?tail=x"),
                        400,
                        "invalid-query"));
    }

    private static Arguments row(String what, Request request, int status, String code, String... words) {
        return Arguments.of(what, request, status, code, List.of(words));
    }

    @Test
    void aBodyThatIsAnnouncedAsTooLargeIsRefusedBeforeItIsSent() throws IOException {
        assertThat(answerTo("Content-Length: " + (10 << 20) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 413")
                .contains("body-too-large", "mist.http.max-body");
    }

    /** Armeria closes the connection before the problem document is out, so there is only the status. */
    @Test
    void aBodyThatTurnsOutTooLargeIsRefused() throws IOException {
        int size = (1 << 20) + 1;
        assertThat(answerTo(
                        "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(size) + "\r\n" + " ".repeat(size)))
                .startsWith("HTTP/1.1 413");
    }

    /** By hand: clients of a library may not look for an answer before their body has gone out. */
    private static String answerTo(String rest) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), mist.port())) {
            socket.setSoTimeout((int) MistProcess.PATIENCE.toMillis());
            String request = "POST /v1/routes/words/runs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "Content-Type: application/json\r\n" + rest;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aBodyThatIsNotUtf8IsRefused() {
        Answer answer = mist.send("POST", "/v1/routes/words/runs", HttpRequest.BodyPublishers.ofByteArray(new byte[] {
            '{', (byte) 0xff, '}'
        }));

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("malformed-json");
    }

    // ---- WebSocket

    @Test
    void theSocketIsForNoPageOfAnotherSite() {
        Answer answer = mist.get("/v1/socket", "Origin", "http://example.com");

        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("foreign-origin");
        assertThat(answer.body()).contains("http://example.com");
    }

    @Test
    void aPageOfAnotherSiteCanStartNothing() {
        HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.ofString("{}");
        Answer answer = mist.send("POST", "/v1/routes/words/runs", body, "Origin", "http://example.com");

        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("foreign-origin");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongFrames")
    void theSocketRejectsAndStaysOpen(String frame, String code, String id) {
        try (SocketClient socket = SocketClient.open(mist)) {
            socket.send(frame);

            JsonNode answer =
                    socket.await("an answer", frames -> !frames.isEmpty()).get(0);

            assertThat(answer.path("event").asText()).isEqualTo("error");
            assertThat(answer.path("id").asText("")).isEqualTo(id);
            assertThat(answer.path("error").path("code").asText())
                    .as(answer.toString())
                    .isEqualTo(code);
            assertThat(answer.path("error").path("kind").asText()).isEqualTo("caller");
            socket.send(subscription("good"));
            socket.await(
                    "a subscription",
                    frames ->
                            frames.get(frames.size() - 1).path("event").asText().equals("subscribed"));
        }
    }

    static Stream<Arguments> wrongFrames() {
        return Stream.of(
                Arguments.of("{", "malformed-json", ""),
                Arguments.of("[]", "malformed-json", ""),
                Arguments.of("{\"id\": \"a\", \"id\": \"b\"}", "malformed-json", ""),
                Arguments.of("{\"op\": \"dance\", \"id\": \"a\"}", "malformed-request", "a"),
                Arguments.of("{\"id\": \"a\"}", "malformed-request", "a"),
                Arguments.of(
                        "{\"op\": \"subscribe\", \"route\": \"words\", \"output\": \"found\"}",
                        "malformed-request",
                        ""),
                Arguments.of(subscription("a").replace("found", "lost"), "unknown-output", "a"),
                Arguments.of(subscription("a").replace("words", "worlds"), "unknown-route", "a"),
                Arguments.of(subscription("a").replace("}", ",\"from\":\"x\"}"), "invalid-query", "a"),
                Arguments.of(subscription("a").replace("}", ",\"run\":\"nobody\"}"), "unknown-run", "a"),
                Arguments.of(subscription("a").replace("}", ",\"envelope\":\"x\"}"), "invalid-query", "a"),
                Arguments.of(subscription("a").replace("}", ",\"more\":1}"), "malformed-request", "a"),
                Arguments.of("{\"op\": \"unsubscribe\", \"id\": \"a\"}", "malformed-request", "a"));
    }

    private static String subscription(String id) {
        return "{\"op\":\"subscribe\",\"id\":\"" + id + "\",\"route\":\"words\",\"output\":\"found\"}";
    }

    @Test
    void theSocketRejectsAnIdThatIsSubscribedAlready() {
        try (SocketClient socket = SocketClient.open(mist)) {
            socket.send(subscription("a"));
            socket.send(subscription("a"));

            JsonNode answer =
                    socket.await("both answers", frames -> frames.size() == 2).get(1);

            assertThat(answer.path("error").path("code").asText()).isEqualTo("malformed-request");
            assertThat(answer.path("error").path("detail").asText()).contains("'a' is subscribed already");
        }
    }

    @Test
    void theSocketRejectsBinaryFramesAndStaysOpen() {
        try (SocketClient socket = SocketClient.open(mist)) {
            socket.sendBinary(new byte[] {1, 2, 3});

            JsonNode answer =
                    socket.await("an answer", frames -> !frames.isEmpty()).get(0);

            assertThat(answer.path("error").path("detail").asText()).contains("expected: a text frame");
            socket.send(subscription("a"));
            socket.await("a subscription", frames -> frames.size() == 2);
        }
    }

    // ---- MQTT

    @ParameterizedTest(name = "MQTT {0}")
    @ValueSource(strings = {"3.1.1", "5"})
    void mqttAnswersEveryWrongRequestWhereTheCallerWantsIt(String version) {
        try (MqttClients.Client client = MqttClients.connect(version, SharedServer.MQTT_PORT)) {
            String replies = "answers/" + version;
            MqttClients.Inbox inbox = client.subscribe(replies);
            String reply = ", \"replyTo\": \"" + replies + "\"}";

            client.publish("mist/wrods/start", "{\"id\": \"route\"" + reply);
            client.publish("mist/parameters/start", "{\"id\": \"parameters\", \"parameters\": {\"tims\": 1}" + reply);
            client.publish("mist/words/start", "{\"id\": \"key\", \"params\": {}" + reply);
            client.publish("mist/words/live/set", "{\"id\": \"live\", \"values\": {\"word\": \" x\"}" + reply);
            client.publish("mist/words/live/set", "{\"id\": \"no-values\"" + reply);
            client.publish(
                    "mist/words/live/set",
                    "{\"id\": \"ended\", \"run\": \"" + ended + "\", \"values\": {\"word\": \"x\"}" + reply);
            client.publish(
                    "mist/words/live/set",
                    "{\"id\": \"conflict\", \"ifVersion\": 7, \"values\": {\"word\": \"x\"}" + reply);
            client.publish("mist/words/cancel", "{\"id\": \"run\", \"run\": \"nobody\"" + reply);

            assertRejected(inbox, "route", "unknown-route", "did you mean 'words'?");
            assertRejected(inbox, "parameters", "invalid-parameters", "did you mean 'times'?");
            assertRejected(inbox, "key", "malformed-request", "unknown key");
            assertRejected(inbox, "live", "invalid-live-values", "' x' is no word");
            assertRejected(inbox, "no-values", "malformed-request", "missing (expected: an object)");
            assertRejected(inbox, "ended", "run-ended", "CANCELLED");
            assertRejected(inbox, "conflict", "version-conflict", "7");
            assertRejected(inbox, "run", "unknown-run", "nobody");
        }
    }

    private static void assertRejected(MqttClients.Inbox inbox, String id, String code, String words) {
        JsonNode answer = inbox.answer(id);
        assertThat(answer.path("error").path("code").asText())
                .as(answer.toString())
                .isEqualTo(code);
        assertThat(answer.toString()).contains(words);
    }

    @Test
    void whatCannotBeReadIsAnsweredOnTheResponseTopicOrTheRoutesOwn() {
        try (MqttClients.V5 client = new MqttClients.V5(SharedServer.MQTT_PORT)) {
            MqttClients.Inbox responses = client.subscribe("responses");
            MqttClients.Inbox replies = client.subscribe("mist/words/replies");

            client.request("mist/words/start", "{", "responses", "c-1");
            client.request("mist/words/live/set", "{\"values\": {\"wrod\": 1}}", "responses", "c-2");
            client.publish("mist/words/start", "no json");
            client.publish("mist/words/start", new byte[] {(byte) 0xff});
            client.publish("mist/words/start", " ".repeat((1 << 20) + 1).getBytes(StandardCharsets.UTF_8));

            var malformed =
                    responses.await("c-1", message -> message.correlation().equals("c-1"));
            assertThat(malformed.json().path("error").path("code").asText()).isEqualTo("malformed-json");
            var rejected =
                    responses.await("c-2", message -> message.correlation().equals("c-2"));
            assertThat(rejected.payload()).contains("invalid-live-values", "did you mean 'word'?");
            replies.await("text", message -> message.payload().contains("malformed JSON"));
            replies.await("bytes", message -> message.payload().contains("not UTF-8"));
            replies.await("size", message -> message.payload().contains("body-too-large"));
        }
    }

    // ---- command line

    @ParameterizedTest(name = "mist {0}: {1}")
    @MethodSource("wrongCommands")
    void theExitCodeOfTheCommandLineNamesTheKindOfProblem(String command, int exit, String words) {
        Command.Outcome outcome = mist.cli(command.replace(ENDED, ended).split(" "));

        assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(exit);
        assertThat(outcome.err()).contains(words).doesNotContain("\tat ");
        assertThat(outcome.out()).isEmpty();
    }

    static Stream<Arguments> wrongCommands() {
        return Stream.of(
                Arguments.of("start job", 2, "--route"),
                Arguments.of("dance", 2, "dance"),
                Arguments.of("start job --route wrods", 3, "did you mean 'words'?"),
                Arguments.of(
                        "start job --route parameters -p share=101 -p colour=RED --wait", 3, "101 is no percentage"),
                Arguments.of("start job --route parameters -p tims=1", 3, "did you mean 'times'?"),
                Arguments.of("show nobody", 3, "nobody"),
                Arguments.of("live set " + ENDED + " word=x", 3, "CANCELLED"),
                Arguments.of("live set words wrod=x", 3, "did you mean 'word'?"),
                Arguments.of("tail words/lost", 3, "found"),
                Arguments.of("start job --route waits --wait=1s", 5, "has not ended"),
                Arguments.of("ls routes --server http://127.0.0.1:1", 6, "127.0.0.1:1"));
    }
}
