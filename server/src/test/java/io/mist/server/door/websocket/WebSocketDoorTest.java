package io.mist.server.door.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.protocol.Json;
import io.mist.server.door.Doors;
import io.mist.server.door.TestGate;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class WebSocketDoorTest {

    @TempDir
    private Path directory;

    private Doors doors;
    private Client client;

    /** A client that keeps what it gets. */
    private static final class Client implements WebSocket.Listener {

        private final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();
        private final StringBuilder partial = new StringBuilder();
        private WebSocket socket;

        static Client of(int port) {
            Client client = new Client();
            client.socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + port + "/v1/socket"), client)
                    .join();
            return client;
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                frames.add(Json.parse(partial.toString()));
                partial.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        void send(String json) {
            socket.sendText(json, true).join();
        }

        JsonNode next() throws InterruptedException {
            JsonNode frame = frames.poll(30, TimeUnit.SECONDS);
            assertThat(frame).as("a frame within 30 s").isNotNull();
            return frame;
        }
    }

    @BeforeEach
    void open() {
        doors = Doors.open(directory, 1L << 40, (gate, server) -> new WebSocketDoor(gate).addTo(server));
        client = Client.of(doors.port());
    }

    @AfterEach
    void close() {
        client.socket.abort();
        doors.close();
    }

    private static String subscribe(String id, String more) {
        return "{\"op\":\"subscribe\",\"id\":\"" + id + "\",\"route\":\"log-alerts\",\"output\":\"alerts\"" + more
                + "}";
    }

    private static JsonNode json(String text) {
        return Json.parse(text);
    }

    private JsonNode error(String id, String code) throws InterruptedException {
        JsonNode frame = client.next();
        assertThat(frame.path("event").textValue()).as(frame.toString()).isEqualTo("error");
        assertThat(frame.path("id")).isEqualTo(id == null ? json("null") : json("\"" + id + "\""));
        assertThat(frame.at("/error/code").textValue()).isEqualTo(code);
        return frame.path("error");
    }

    @Test
    void whoSubscribesIsToldSoAndGetsWhatComesFromNowOn() throws Exception {
        doors.append("r1", "0");

        client.send(subscribe("a", ",\"envelope\":\"plain\""));
        assertThat(client.next()).isEqualTo(json("{\"id\":\"a\",\"event\":\"subscribed\"}"));
        doors.append("r1", "{\"text\":\"ü\",\"n\":1.10}");

        assertThat(client.next())
                .hasToString(
                        "{\"id\":\"a\",\"event\":\"message\",\"offset\":1,\"message\":{\"text\":\"ü\",\"n\":1.10}}");
    }

    @Test
    void messagesComeAsCloudEventsUnlessAskedForPlain() throws Exception {
        doors.append("r1", "0");

        client.send(subscribe("a", ",\"from\":\"earliest\""));
        client.next();

        assertThat(client.next().at("/message/specversion").textValue()).isEqualTo("1.0");
    }

    @Test
    void aSubscriptionBeginsWhereItSaysAndIsOfOneRunIfAsked() throws Exception {
        String run = doors.gate()
                .start(new io.mist.server.door.StartRequest(
                        "log-alerts",
                        Json.MAPPER.createObjectNode(),
                        null,
                        new io.mist.server.door.Caller("test", null)))
                .toCompletableFuture()
                .join()
                .id();
        doors.append("other", "0", "1");
        doors.append(run, "2");

        client.send(subscribe("a", ",\"from\":1,\"envelope\":\"plain\""));
        client.next();
        assertThat(client.next().path("offset").intValue()).isEqualTo(1);
        assertThat(client.next().path("offset").intValue()).isEqualTo(2);
        client.send(subscribe("b", ",\"from\":\"earliest\",\"run\":\"" + run + "\""));
        client.next();
        assertThat(client.next().path("offset").intValue()).isEqualTo(2);
    }

    @Test
    void aPageOfAnotherSiteIsNotLetIn() {
        assertThatThrownBy(() -> HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .header("origin", "http://elsewhere.example")
                        .buildAsync(URI.create("ws://127.0.0.1:" + doors.port() + "/v1/socket"), new Client())
                        .join())
                .hasStackTraceContaining("403");
    }

    @Test
    void oneSocketHasManySubscriptionsAndEndsThemOneByOne() throws Exception {
        client.send(subscribe("a", ""));
        client.send(subscribe("b", ""));
        client.next();
        client.next();

        client.send("{\"op\":\"unsubscribe\",\"id\":\"a\"}");
        assertThat(client.next()).isEqualTo(json("{\"id\":\"a\",\"event\":\"unsubscribed\"}"));
        doors.append("r1", "0");

        assertThat(client.next().path("id").textValue()).isEqualTo("b");
        client.send("{\"op\":\"unsubscribe\",\"id\":\"a\"}");
        error("a", "malformed-request");
    }

    @Test
    void thousandsOfMessagesComeInTheirOrder() throws Exception {
        client.send(subscribe("a", ",\"envelope\":\"plain\""));
        client.next();
        int messages = 3_000;
        for (int i = 0; i < messages / 100; i++) {
            String[] payloads = new String[100];
            java.util.Arrays.fill(payloads, "\"" + "x".repeat(100) + "\"");
            doors.append("r1", payloads);
        }

        for (int i = 0; i < messages; i++) {
            assertThat(client.next().path("offset").intValue()).isEqualTo(i);
        }
    }

    @Test
    void whatIsWrongIsAnsweredWithTheRequestsIdAndTheSocketStaysOpen() throws Exception {
        client.send(subscribe("a", "").replace("log-alerts", "other"));
        error("a", "unknown-route");
        client.send(subscribe("a", "").replace("\"alerts\"", "\"other\""));
        error("a", "unknown-output");
        client.send(subscribe("a", ",\"run\":\"other\""));
        error("a", "unknown-run");
        client.send(subscribe("a", ",\"from\":\"yesterday\""));
        error("a", "invalid-query");
        client.send(subscribe("a", ",\"envelope\":\"gold\""));
        error("a", "invalid-query");
        client.send(subscribe("a", ",\"frm\":1"));
        error("a", "malformed-request");
        client.send("{\"op\":\"sing\",\"id\":\"a\"}");
        assertThat(error("a", "malformed-request").path("detail").textValue())
                .isEqualTo("op: 'sing' (expected: subscribe or unsubscribe)");
        client.send("{\"op\":\"subscribe\",\"route\":\"log-alerts\",\"output\":\"alerts\"}");
        error(null, "malformed-request");
        client.send("{\"op\":\"subscribe\",\"id\":{}}");
        error(null, "malformed-request");
        client.send("not json");
        error(null, "malformed-json");
        client.send("[1]");
        error(null, "malformed-json");

        client.send(subscribe("a", ""));
        assertThat(client.next().path("event").textValue()).isEqualTo("subscribed");
        client.send(subscribe("a", ""));
        error("a", "malformed-request");
    }

    @Test
    void aBinaryFrameIsRefused() throws Exception {
        client.socket.sendBinary(ByteBuffer.wrap(new byte[] {1, 2, 3}), true).join();

        error(null, "malformed-request");
    }

    @Test
    void aSocketHasABoundOfSubscriptions() throws Exception {
        for (int i = 0; i < 100; i++) {
            client.send(subscribe("s" + i, ""));
            client.next();
        }
        client.send(subscribe("one-more", ""));

        assertThat(error("one-more", "too-many-subscriptions").path("kind").textValue())
                .isEqualTo("resources");
    }

    @Test
    void aSubscriptionWhoseLogCannotBeReadSaysSo() throws Exception {
        client.send(subscribe("a", ""));
        client.next();

        doors.breakLog();

        // The last message may have been read before the log broke.
        JsonNode frame = client.next();
        JsonNode last = frame.path("event").asText().equals("message") ? client.next() : frame;
        assertThat(last.path("event").textValue()).isEqualTo("error");
        assertThat(last.at("/error/code").textValue()).isEqualTo("log-closed");
    }

    @Test
    void randomFramesAreAnsweredAndFindNoDefect() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> pieces = List.of(
                "{",
                "}",
                "\"op\"",
                ":",
                "\"subscribe\"",
                ",",
                "\"id\"",
                "\"a\"",
                "null",
                "[",
                "]",
                "1",
                "1e999",
                "\"\\ud800\"",
                "\"route\"",
                "\"log-alerts\"",
                "\"output\"",
                "\"alerts\"",
                "\"from\"",
                "\"unsubscribe\"",
                " ",
                "ü",
                "\u0000");
        for (int i = 0; i < 300; i++) {
            StringBuilder text = new StringBuilder();
            if (random.nextBoolean()) {
                text.append(subscribe("f" + random.nextInt(3), ",\"from\":\"x\""));
                text.insert(random.nextInt(text.length()), pieces.get(random.nextInt(pieces.size())));
            } else {
                for (int n = random.nextInt(9); n >= 0; n--) {
                    text.append(pieces.get(random.nextInt(pieces.size())));
                }
            }
            client.send(text.toString());
            JsonNode answer = client.next();
            assertThat(answer.at("/error/kind").asText())
                    .as("seed %s, frame %s: %s", seed, i, text)
                    .isEqualTo("caller");
        }
    }

    @Test
    void aClientThatIsGoneLeavesNothingBehind() throws Exception {
        client.send(subscribe("a", ""));
        client.next();

        client.socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        doors.append("r1", "0");

        Client next = Client.of(doors.port());
        next.send(subscribe("b", ",\"from\":\"earliest\""));
        assertThat(next.next().path("event").textValue()).isEqualTo("subscribed");
        assertThat(next.next().path("offset").intValue()).isZero();
        next.socket.abort();
        assertThat(doors.gate().output("log-alerts", "alerts")).isEqualTo(TestGate.ALERTS);
    }
}
