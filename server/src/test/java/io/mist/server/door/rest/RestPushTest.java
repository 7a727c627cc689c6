package io.mist.server.door.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.protocol.Json;
import io.mist.server.door.Doors;
import io.mist.server.door.TestGate;
import io.mist.server.gate.message.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pushes over HTTP, into a real log, with the checks of the server. */
@Timeout(120)
class RestPushTest {

    private static final String PATH = "/v1/routes/log-alerts/inputs/lines";
    private static final String JSON = "application/json";
    private static final String LINES = "application/x-ndjson";
    private static final String EVENT = "application/cloudevents+json";
    private static final String EVENTS = "application/cloudevents-batch+json";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private Path directory;

    private Doors doors;

    @BeforeEach
    void open() throws IOException {
        doors = Doors.open(
                directory,
                1L << 40,
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

    private HttpResponse<String> push(String type, byte[] body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(doors.uri(PATH))
                .header("content-type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> push(String type, String body, String... headers) throws Exception {
        return push(type, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    private List<String> log() {
        List<String> texts = new ArrayList<>();
        for (Message message : doors.log().read(TestGate.LINES, 0, null, 10_000).messages()) {
            texts.add(new String(message.data(), StandardCharsets.UTF_8));
        }
        return texts;
    }

    private static JsonNode accepted(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return Json.parse(response.body());
    }

    private static JsonNode refused(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
        JsonNode problem = Json.parse(response.body());
        assertThat(problem.path("code").textValue()).isEqualTo(code);
        return problem;
    }

    @Test
    void aMessageIsInTheLogWhenItIsAccepted() throws Exception {
        JsonNode answer = accepted(push(JSON, "{\"text\":\"a\"}"), 202);
        assertThat(log()).containsExactly("{\"text\":\"a\"}");
        assertThat(answer.path("accepted").intValue()).isEqualTo(1);
        assertThat(answer.path("first").longValue()).isZero();
        assertThat(answer.path("last").longValue()).isZero();
        assertThat(answer.path("rejected")).isEmpty();
    }

    @Test
    void linesAreMessagesWhateverTheirEndsAreAndEmptyOnesArePassedOver() throws Exception {
        String body = "\uFEFF{\"text\":\"a\"}\r\n\r\n  \n{\"text\":\"b\"}\n{\"text\":\"\u00fc \\u00fc\"}";
        JsonNode answer = accepted(push(LINES, body), 202);
        assertThat(log()).containsExactly("{\"text\":\"a\"}", "{\"text\":\"b\"}", "{\"text\":\"\u00fc \u00fc\"}");
        assertThat(answer.path("last").longValue()).isEqualTo(2);
    }

    @Test
    void validLinesAreTakenAndTheOthersToldByTheirLines() throws Exception {
        String body = "{\"text\":\"a\"}\n\n{\"txt\":\"b\"}\n{\"text\":3}\n{\"text\":\"c\"}\n{";
        JsonNode answer = accepted(push(LINES, body), 207);
        assertThat(log()).containsExactly("{\"text\":\"a\"}", "{\"text\":\"c\"}");
        assertThat(answer.path("accepted").intValue()).isEqualTo(2);
        assertThat(answer.path("rejectedCount").intValue()).isEqualTo(3);
        assertThat(answer.path("rejected").findValuesAsText("line")).containsExactly("3", "4", "6");
        assertThat(answer.path("rejected").path(0).path("problems").toString())
                .contains("unknown field; did you mean 'text'?", "missing (expected: a string)");
    }

    @Test
    void whenNothingIsAcceptedItIsAProblem() throws Exception {
        JsonNode problem = refused(push(LINES, "7\n[]\n"), 400, "invalid-messages");
        assertThat(problem.path("detail").textValue()).contains("none of 2 messages");
        assertThat(problem.path("rejected").findValuesAsText("line")).containsExactly("1", "2");
        JsonNode single = refused(push(JSON, "{\"text\":null}"), 400, "invalid-messages");
        assertThat(single.path("problems").path(0).path("path").textValue()).isEqualTo("text");
        assertThat(log()).isEmpty();
    }

    @Test
    void whatNoReaderCouldReadIsRefusedAtTheDoor() throws Exception {
        byte[] badUtf8 = "{\"text\":\"a\"}".getBytes(StandardCharsets.UTF_8);
        badUtf8[9] = (byte) 0xC3;
        assertThat(problemOf(push(JSON, badUtf8))).contains("not UTF-8");
        assertThat(problemOf(push(JSON, "{\"text\":\"\\ud83d\"}"))).contains("half a character, \\\\ud83d");
        assertThat(problemOf(push(JSON, "{\"text\":\"a\",\"text\":\"b\"}"))).contains("Duplicate field 'text'");
        assertThat(problemOf(push(JSON, "{\"text\":" + "[".repeat(2_000)))).contains("depth");
        assertThat(problemOf(push(JSON, "{\"text\":\"" + "x".repeat(3_000) + "\"}")))
                .contains("3011 bytes (expected: at most 3000, mist.inputs.max-message-bytes)");
        assertThat(problemOf(push(JSON, "{\"text\":\"a\",\"at\":\"noon\"}"))).contains("a date-time such as");
        assertThat(problemOf(push(JSON, "{\"text\":\"a\",\"amount\":1e30}"))).contains("at most 20 digits before");
        assertThat(problemOf(push(LINES, "\n\uFEFF{\"text\":\"a\"}"))).contains("byte order mark");
        assertThat(log()).isEmpty();
    }

    private static String problemOf(HttpResponse<String> response) {
        return refused(response, 400, "invalid-messages").path("rejected").toString();
    }

    @Test
    void aPushAgainUnderItsKeyIsHarmless() throws Exception {
        String body = "{\"text\":\"a\"}\n{\"text\":\"b\"}";
        accepted(push(LINES, body, "idempotency-key", "k"), 202);
        JsonNode again = accepted(push(LINES, body, "idempotency-key", "k"), 202);
        assertThat(again.path("duplicate").booleanValue()).isTrue();
        assertThat(again.path("accepted").intValue()).isEqualTo(2);
        assertThat(again.path("last").longValue()).isEqualTo(1);
        refused(push(LINES, "{\"text\":\"c\"}", "idempotency-key", "k"), 422, "key-reused");
        assertThat(log()).hasSize(2);
    }

    @Test
    void anEventIsTakenOnceByItsSourceAndId() throws Exception {
        String event =
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"data\":{\"text\":\"a\"}}";
        accepted(push(EVENT, event), 202);
        assertThat(accepted(push(EVENT, event), 202).path("duplicate").booleanValue())
                .isTrue();
        accepted(
                push(
                        JSON,
                        "{\"text\":\"b\"}",
                        "ce-specversion",
                        "1.0",
                        "ce-id",
                        "2",
                        "ce-source",
                        "/s",
                        "ce-type",
                        "t"),
                202);
        String batch = "[" + event + "," + event.replace("\"1\"", "\"3\"") + "]";
        JsonNode answer = accepted(push(EVENTS, batch), 202);
        assertThat(answer.path("accepted").intValue()).isEqualTo(2);
        assertThat(log()).hasSize(3);
        refused(push(EVENT, "{\"data\":{\"text\":\"a\"}}"), 400, "invalid-event");
    }

    @Test
    void aBodyWithoutAMessageOrWithTooManyIsRefused() throws Exception {
        refused(push(JSON, ""), 400, "no-messages");
        refused(push(LINES, "\n\r\n"), 400, "no-messages");
        refused(push(EVENTS, "[]"), 400, "no-messages");
        refused(push(LINES, "{\"text\":\"a\"}\n".repeat(51)), 413, "too-many-messages");
        refused(push(LINES, "x".repeat(20_000)), 413, "body-too-large");
        refused(push("application/xml", "<a/>"), 415, "unsupported-media-type");
        HttpRequest unknown = HttpRequest.newBuilder(doors.uri("/v1/routes/log-alerts/inputs/other"))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        refused(client.send(unknown, HttpResponse.BodyHandlers.ofString()), 404, "unknown-input");
        assertThat(log()).isEmpty();
    }

    @Test
    void anInputIsReadAsAnOutputIs() throws Exception {
        accepted(push(LINES, "{\"text\":\"a\"}\n{\"text\":\"b\"}"), 202);
        HttpRequest page = HttpRequest.newBuilder(doors.uri(PATH + "?envelope=plain&from=1"))
                .build();
        HttpResponse<String> response = client.send(page, HttpResponse.BodyHandlers.ofString());
        assertThat(response.body()).isEqualTo("{\"text\":\"b\"}\n");
        assertThat(response.headers().firstValue("mist-next")).contains("2");
        HttpRequest events = HttpRequest.newBuilder(doors.uri(PATH)).build();
        assertThat(client.send(events, HttpResponse.BodyHandlers.ofString()).body())
                .contains("\"source\":\"/v1/routes/log-alerts/inputs/lines\"", "io.mist.input.lines");
    }

    @Test
    void whateverIsPushedTheLogHoldsWhatWasAcceptedAndNothingElse() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int expected = 0;
        for (int i = 0; i < 300; i++) {
            String type = List.of(JSON, LINES, EVENT, EVENTS, "text/plain").get(random.nextInt(5));
            HttpResponse<String> response = push(type, noise(random));
            String what = "seed " + seed + ", push " + i + ": " + response.body();
            assertThat(response.statusCode()).as(what).isIn(202, 207, 400, 413, 415, 422);
            expected += Json.parse(response.body()).path("accepted").intValue();
        }
        assertThat(log()).as("seed " + seed).hasSize(expected);
        for (String message : log()) {
            assertThat(Json.parseObject(message).path("text").isTextual())
                    .as(message)
                    .isTrue();
        }
    }

    private static byte[] noise(Random random) {
        List<String> pieces = List.of(
                "{\"text\":\"a\"}",
                "{\"text\":\"a\",\"tags\":[\"b\"],\"amount\":1.5}",
                "{\"text\":\"\\ud800\"}",
                "{\"specversion\":\"1.0\",\"id\":\"?\",\"source\":\"s\",\"type\":\"t\",\"data\":{\"text\":\"e\"}}",
                "[",
                "]",
                ",",
                "\n",
                "\r\n",
                "\uFEFF",
                "{\"text\":1e999}",
                "null",
                " ");
        var body = new ByteArrayOutputStream();
        for (int i = random.nextInt(6); i >= 0; i--) {
            String piece = pieces.get(random.nextInt(pieces.size())).replace("?", Long.toString(random.nextLong()));
            body.writeBytes(piece.getBytes(StandardCharsets.UTF_8));
        }
        byte[] bytes = body.toByteArray();
        if (random.nextInt(4) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }
}
