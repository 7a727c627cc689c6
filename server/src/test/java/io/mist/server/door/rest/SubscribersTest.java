package io.mist.server.door.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.protocol.Json;
import io.mist.server.channel.Broadcasts;
import io.mist.server.door.Doors;
import io.mist.server.door.PendingBodies;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where subscribers begin, what they want, and how many there may be. */
@Timeout(180)
class SubscribersTest {

    private static final String ALERTS = "/v1/routes/log-alerts/outputs/alerts";
    private static final int MANY = 2_000;

    @TempDir
    private Path directory;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Doors doors;
    private Broadcasts broadcasts;

    @BeforeEach
    void open() throws Exception {
        doors = Doors.open(directory.resolve("doors"), 1L << 40, (gate, server) -> {
            gate.limit(new Broadcasts.Limits(MANY + 2, 64 << 20));
            broadcasts = gate.broadcasts();
            RestDoor.Settings settings = new RestDoor.Settings(
                    10_000, Duration.ofMinutes(1), new PendingBodies(20_000), Duration.ofSeconds(2));
            new RestDoor(gate, settings, Map::of).addTo(server);
        });
    }

    @AfterEach
    void close() {
        doors.close();
    }

    private HttpResponse<String> get(String query) throws Exception {
        return client.send(
                HttpRequest.newBuilder(doors.uri(ALERTS + query)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private List<String> plain(String query) throws Exception {
        HttpResponse<String> response = get("?envelope=plain&" + query);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body().lines().toList();
    }

    private JsonNode refused(int status, String query) throws Exception {
        HttpResponse<String> response = get(query);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return Json.parse(response.body());
    }

    @Test
    void aFilterHoldsBackWhatIsNotWanted() throws Exception {
        doors.append(
                "r1",
                "{\"service\":\"db\",\"level\":\"ERROR\"}",
                "{\"service\":\"db\",\"level\":\"INFO\"}",
                "{\"service\":\"web\",\"level\":\"ERROR\"}");

        assertThat(plain("where=service=db&where=level=ERROR"))
                .containsExactly("{\"service\":\"db\",\"level\":\"ERROR\"}");
        try (Swarm swarm = new Swarm()) {
            Swarm.Client web = swarm.add(doors.port(), ALERTS + "?envelope=plain&from=earliest&where=service=web");
            swarm.readUntil(() -> !web.data().isEmpty());
            assertThat(web.data()).containsExactly("{\"service\":\"web\",\"level\":\"ERROR\"}");
        }
    }

    @Test
    void aFieldThatMessagesDoNotHaveIsRefused() throws Exception {
        JsonNode problem = refused(400, "?where=servic=db");

        assertThat(problem.path("code").textValue()).isEqualTo("invalid-filter");
        assertThat(problem.at("/problems/0/message").textValue())
                .isEqualTo("no field 'servic' (expected: one of host, level, n, service)");
    }

    @Test
    void readingBeginsAtAMessageById() throws Exception {
        doors.append("r1", "1", "2", "3");

        assertThat(plain("from=id:r1/alerts/0/0/1")).containsExactly("2", "3");
        JsonNode problem = refused(404, "?from=id:r1/alerts/7/0/0");
        assertThat(problem.path("code").textValue()).isEqualTo("unknown-message");
    }

    @Test
    void aSnapshotIsTheLatestByKeyThenWhatComes() throws Exception {
        doors.appendKeyed("r1", "db", "1");
        doors.appendKeyed("r1", "web", "2");
        doors.appendKeyed("r1", "db", "3");

        HttpResponse<String> page = get("?envelope=plain&from=snapshot");
        assertThat(page.body().lines()).containsExactly("3", "2");
        assertThat(page.headers().firstValue("mist-next")).contains("3");
        HttpResponse<String> first = get("?envelope=plain&from=snapshot&limit=1");
        assertThat(first.body().lines()).containsExactly("3");
        doors.appendKeyed("r1", "web", "4");
        HttpResponse<String> second = get("?envelope=plain&limit=10&from="
                + first.headers().firstValue("mist-next").orElseThrow());
        assertThat(second.body()).isEmpty();
        assertThat(second.headers().firstValue("mist-next")).contains("3");

        try (Swarm swarm = new Swarm()) {
            Swarm.Client late = swarm.add(doors.port(), ALERTS + "?envelope=plain&from=snapshot");
            swarm.readUntil(() -> late.data().size() == 3);
            doors.appendKeyed("r1", "db", "5");
            swarm.readUntil(() -> late.data().size() == 4);
            assertThat(late.data()).containsExactly("3", "4", "{\"next\":4}", "5");
        }
    }

    @Test
    void whatWasPushedToAnInputCanBeReadToo() throws Exception {
        HttpResponse<String> page = client.send(
                HttpRequest.newBuilder(doors.uri("/v1/routes/log-alerts/inputs/lines?where=text=a"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("mist-next")).contains("0");
    }

    @Test
    void everyoneOfManyGetsEveryMessageWhileOneReadsNothing() throws Exception {
        String filler = "x".repeat(500);
        List<String> all = new ArrayList<>();
        try (Swarm swarm = new Swarm();
                SocketChannel stalled = Swarm.stalled(doors.port(), ALERTS + "?envelope=plain")) {
            for (int i = 0; i < MANY; i++) {
                swarm.add(doors.port(), ALERTS + "?envelope=plain");
            }
            swarm.readUntilAllAreSubscribed();
            for (int i = 0; i < 20; i++) {
                String message = "{\"n\":" + i + ",\"text\":\"" + filler + "\"}";
                doors.append("r1", message);
                all.add(message);
            }
            swarm.readUntil(
                    () -> swarm.clients().stream().allMatch(c -> c.data().size() >= all.size()));
            swarm.clients().forEach(c -> assertThat(c.data()).isEqualTo(all));
            assertThat(stalled.isOpen()).isTrue();
        }
        await().until(() -> broadcasts.subscribers() == 0);
    }

    @Test
    void aClientThatTakesNothingIsDisconnectedAndTheOthersDoNotNotice() throws Exception {
        String large = "\"" + "x".repeat(400_000) + "\"";
        try (Swarm swarm = new Swarm();
                SocketChannel stalled = Swarm.stalled(doors.port(), ALERTS + "?envelope=plain")) {
            Swarm.Client quick = swarm.add(doors.port(), ALERTS + "?envelope=plain");
            swarm.readUntilAllAreSubscribed();
            await().until(() -> broadcasts.subscribers() == 2);
            for (int i = 0; i < 30; i++) {
                doors.append("r1", large);
            }
            swarm.readUntil(() -> quick.data().size() == 30);

            swarm.readUntil(() -> broadcasts.subscribers() == 1);
            assertThat(broadcasts.pendingBytes()).isZero();
            assertThat(stalled.isOpen()).isTrue();
        }
    }

    @Test
    void moreSubscribersThanTheServerTakesAreAskedToComeBack() throws Exception {
        try (Swarm swarm = new Swarm()) {
            for (int i = 0; i < MANY + 2; i++) {
                swarm.add(doors.port(), ALERTS);
            }
            swarm.readUntilAllAreSubscribed();

            HttpResponse<String> refused = client.send(
                    HttpRequest.newBuilder(doors.uri(ALERTS))
                            .header("accept", "text/event-stream")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("retry-after")).isPresent();
            assertThat(Json.parse(refused.body()).path("code").textValue()).isEqualTo("too-many-subscribers");
        }
    }

    @Test
    void bodiesBeyondWhatTheServerHoldsAreRefused() throws Exception {
        HttpRequest.Builder start = HttpRequest.newBuilder(doors.uri("/v1/routes/log-alerts/runs"))
                .header("content-type", "application/json");
        // Announced, and never sent in whole: each holds its share.
        try (SocketChannel first = pending(9_000);
                SocketChannel second = pending(9_000)) {
            await().untilAsserted(() -> {
                HttpResponse<String> refused = client.send(
                        start.POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"parameters\":{\"path\":\"" + "x".repeat(4_000) + "\"}}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.body()).contains("mist.http.max-pending-bodies");
            });
            assertThat(first.isOpen() && second.isOpen()).isTrue();
        }
        await().untilAsserted(() -> assertThat(client.send(
                                start.POST(HttpRequest.BodyPublishers.ofString("{\"parameters\":{}}"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(202));
    }

    private SocketChannel pending(int bytes) throws Exception {
        SocketChannel channel = SocketChannel.open(new java.net.InetSocketAddress("127.0.0.1", doors.port()));
        String head =
                "POST /v1/routes/log-alerts/runs HTTP/1.1\r\nHost: localhost\r\ncontent-type: application/json\r\n"
                        + "content-length: " + bytes + "\r\n\r\n{";
        channel.write(java.nio.ByteBuffer.wrap(head.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        return channel;
    }
}
