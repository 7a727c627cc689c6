package io.mist.server.door.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.protocol.Json;
import io.mist.server.door.Doors;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
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
        doors = Doors.open(
                directory,
                1L << 40,
                (gate, server) -> new WebSocketDoor(
                                gate, new WebSocketDoor.Settings(64 << 10, Doors.bodies(), Duration.ofMinutes(1)))
                        .addTo(server));
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
    void aSubscriberIsConfirmedAndGetsWhatComesFromNowOn() throws Exception {
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
                .start(new io.mist.server.gate.StartRequest("log-alerts", Json.MAPPER.createObjectNode(), null))
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
                .isEqualTo(
                        "op: 'sing' (expected: one of cancel, credit, live, live-diff, live-get, live-history, live-rollback,"
                                + " live-set, push, read, run, start, subscribe, unsubscribe)");
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

        error("a", "log-closed");
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
    }

    @Test
    void aFilterAndASnapshotWorkAsOverHttp() throws Exception {
        doors.appendKeyed("r1", "db", "{\"service\":\"db\",\"n\":1}");
        doors.appendKeyed("r1", "web", "{\"service\":\"web\",\"n\":2}");
        doors.appendKeyed("r1", "db", "{\"service\":\"db\",\"n\":3}");

        client.send(subscribe("a", ",\"from\":\"snapshot\",\"envelope\":\"plain\",\"where\":{\"service\":\"db\"}"));
        client.next();

        assertThat(client.next().path("offset").intValue()).isEqualTo(2);
        assertThat(client.next()).isEqualTo(json("{\"id\":\"a\",\"event\":\"snapshot-end\",\"next\":3}"));
        client.send(subscribe("b", ",\"where\":{\"servic\":\"db\"}"));
        assertThat(error("b", "invalid-filter").at("/problems/0/path").textValue())
                .isEqualTo("where.servic");
    }

    @Test
    void aSubscriptionWithCreditSendsNoMoreThanItWasGrantedAndHoldsNoOtherUp() throws Exception {
        client.send(subscribe("slow", ",\"credit\":2,\"envelope\":\"plain\""));
        client.next();
        client.send(subscribe("quick", ",\"envelope\":\"plain\""));
        client.next();

        doors.append("r1", "0", "1", "2", "3");
        List<String> got = new java.util.ArrayList<>();
        for (int i = 0; i < 6; i++) {
            JsonNode frame = client.next();
            got.add(frame.path("id").asText() + frame.path("offset").asText());
        }
        assertThat(got).containsExactlyInAnyOrder("slow0", "slow1", "quick0", "quick1", "quick2", "quick3");

        client.send("{\"op\":\"credit\",\"id\":\"slow\",\"add\":1}");
        assertThat(client.next().path("offset").intValue()).isEqualTo(2);
        client.send("{\"op\":\"credit\",\"id\":\"quick\",\"add\":1}");
        assertThat(error("quick", "malformed-request").path("detail").textValue())
                .contains("without credit");
    }

    @Test
    void aRunIsStartedChangedAndCancelledOverTheSocket() throws Exception {
        client.send(
                "{\"op\":\"start\",\"id\":\"1\",\"route\":\"log-alerts\",\"parameters\":{\"path\":\"x\"},\"key\":\"k\"}");
        JsonNode started = client.next();
        assertThat(started.path("event").textValue()).isEqualTo("started");
        String run = started.at("/run/id").textValue();
        assertThat(doors.gate().starts().get(0).key()).isEqualTo("k");
        assertThat(doors.gate().callers().get(0).door()).isEqualTo("websocket");

        client.send("{\"op\":\"live\",\"id\":\"2\",\"run\":\"" + run + "\"}");
        assertThat(client.next().at("/live/version").intValue()).isEqualTo(2);
        client.send("{\"op\":\"live-set\",\"id\":\"3\",\"run\":\"" + run
                + "\",\"values\":{\"filter\":\"x\"},\"wait\":\"applied\"}");
        assertThat(client.next().at("/live/applied/0/epoch").intValue()).isEqualTo(7);
        client.send("{\"op\":\"live-set\",\"id\":\"4\",\"run\":\"" + run + "\",\"values\":{},\"ifVersion\":1}");
        assertThat(error("4", "version-conflict").at("/live/version").intValue())
                .isEqualTo(2);
        client.send("{\"op\":\"live\",\"id\":\"4a\",\"run\":\"" + run + "\",\"wait\":\"applied\",\"version\":2}");
        assertThat(client.next().at("/live/accepted").intValue()).isEqualTo(2);
        client.send("{\"op\":\"live-set\",\"id\":\"4b\",\"run\":\"" + run
                + "\",\"values\":[],\"ifVersion\":\"x\",\"key\":{},\"timeout\":[],\"vlaues\":{}}");
        assertThat(error("4b", "malformed-request").path("problems").findValuesAsText("path"))
                .containsExactlyInAnyOrder("values", "ifVersion", "key", "timeout", "vlaues");
        client.send("{\"op\":\"live-history\",\"id\":\"4c\",\"run\":\"" + run + "\"}");
        assertThat(client.next().at("/history/versions/0/version").intValue()).isOne();
        client.send("{\"op\":\"live-diff\",\"id\":\"4d\",\"run\":\"" + run + "\",\"from\":1}");
        assertThat(client.next().at("/difference/to").intValue()).isEqualTo(2);
        client.send("{\"op\":\"live-rollback\",\"id\":\"5\",\"run\":\"" + run + "\",\"to\":1}");
        assertThat(client.next().path("event").textValue()).isEqualTo("live");
        client.send("{\"op\":\"cancel\",\"id\":\"6\",\"run\":\"" + run + "\"}");
        assertThat(client.next().at("/run/state").textValue()).isEqualTo("CANCELLING");
        client.send("{\"op\":\"run\",\"id\":\"7\",\"run\":\"" + run + "\"}");
        assertThat(client.next().at("/run/id").textValue()).isEqualTo(run);
        client.send("{\"op\":\"start\",\"id\":\"8\",\"route\":\"log-alerts\",\"parameters\":{\"pat\":\"x\"}}");
        assertThat(error("8", "invalid-parameters").at("/problems/0/path").textValue())
                .isEqualTo("pat");
    }

    @Test
    void pushesAreAppendedInTheirOrderAndAnInputCanBeSubscribedTo() throws Exception {
        client.send("{\"op\":\"subscribe\",\"id\":\"s\",\"route\":\"log-alerts\",\"input\":\"lines\",\"credit\":0}");
        client.next();
        for (int i = 0; i < 50; i++) {
            client.send("{\"op\":\"push\",\"id\":\"p" + i
                    + "\",\"route\":\"log-alerts\",\"input\":\"lines\",\"message\":{\"text\":\"" + i + "\"}}");
        }
        for (int i = 0; i < 50; i++) {
            JsonNode pushed = client.next();
            assertThat(pushed.path("id").textValue()).isEqualTo("p" + i);
            assertThat(pushed.at("/push/first").intValue()).isEqualTo(i);
        }

        client.send("{\"op\":\"credit\",\"id\":\"s\",\"add\":2}");
        assertThat(client.next().at("/message/data/text").textValue()).isEqualTo("0");
        assertThat(client.next().at("/message/data/text").textValue()).isEqualTo("1");
        client.send("{\"op\":\"push\",\"id\":\"x\",\"route\":\"log-alerts\",\"input\":\"lines\"}");
        error("x", "malformed-request");
        client.send("{\"op\":\"push\",\"id\":\"y\",\"route\":\"log-alerts\",\"input\":\"line\",\"message\":1}");
        error("y", "unknown-input");
    }

    @Test
    void aPageIsReadInOneAnswer() throws Exception {
        doors.append("r1", "0", "1");

        client.send("{\"op\":\"read\",\"id\":\"p\",\"route\":\"log-alerts\",\"output\":\"alerts\","
                + "\"envelope\":\"plain\",\"limit\":1}");

        assertThat(client.next())
                .isEqualTo(json("{\"id\":\"p\",\"event\":\"page\",\"page\":{\"messages\":[0],\"next\":\"1\"}}"));
    }

    @Test
    void aClientThatDoesNotAnswerPingsIsDisconnected() throws Exception {
        try (Doors impatient = Doors.open(
                directory.resolve("impatient"),
                1L << 40,
                (gate, server) -> new WebSocketDoor(
                                gate, new WebSocketDoor.Settings(64 << 10, Doors.bodies(), Duration.ofSeconds(1)))
                        .addTo(server))) {
            java.net.Socket silent = new java.net.Socket("127.0.0.1", impatient.port());
            silent.getOutputStream()
                    .write(
                            ("GET /v1/socket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            silent.setSoTimeout(30_000);

            // Ends, rather than timing out.
            String got =
                    new String(silent.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.ISO_8859_1);

            assertThat(got).startsWith("HTTP/1.1 101");
            silent.close();
        }
    }

    @Test
    void aClientsPingIsAnswered() throws Exception {
        BlockingQueue<Boolean> pongs = new LinkedBlockingQueue<>();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(
                        doors.uri("/v1/socket").resolve("ws://127.0.0.1:" + doors.port() + "/v1/socket"),
                        new WebSocket.Listener() {
                            @Override
                            public CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
                                pongs.add(true);
                                return null;
                            }
                        })
                .join();

        socket.sendPing(ByteBuffer.wrap(new byte[] {1})).join();

        assertThat(pongs.poll(30, TimeUnit.SECONDS)).isTrue();
        socket.abort();
    }
}
