package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Lines come in all the time while one part after the other is killed. At the end every line that was acknowledged is in the
 * input once, every alert is in the output once, and every subscriber has them all.
 */
final class FaultsTest {

    private static final String ROUTE = "log-alerts";
    /** Printed with every failure, so that the same moments can be tried again. */
    private static final long SEED = Long.getLong("mist.seed", new Random().nextLong());

    @RegisterExtension
    static final Mosquitto broker = new Mosquitto();

    @RegisterExtension
    static final MistProcess mist = MistProcess.with(
                    () -> "mist.http.stalled-after = 5 seconds\nmist.mqtt { on = true, host = \"" + Distribution.HOST
                            + "\", port = " + broker.port() + " }",
                    () -> """
                            log-alerts {
                              path = "%s", className = "io.mist.examples.LogAlerts", trigger = "200 ms"
                              restart { max-restarts = 100, backoff = "200 ms" }
                            }
                            """.formatted(Distribution.examples()))
            .thatLeavesItsWorkers();

    private final Random random = new Random(SEED);

    /** A moment that depends on the seed: after so many more lines are acknowledged. */
    private void acknowledgeMore(Pusher pusher) {
        int from = pusher.acknowledged();
        int more = Pusher.PER_PUSH * (1 + random.nextInt(10));
        await("more lines").atMost(MistProcess.PATIENCE).until(() -> pusher.acknowledged() >= from + more);
    }

    private static void awaitRunning(String run, int attempt) {
        await("attempt " + attempt + " of " + run)
                .atMost(MistProcess.PATIENCE)
                .until(() -> mist.run(run).path("attempt").asInt() >= attempt
                        && mist.run(run).path("state").asText().equals("RUNNING"));
    }

    @Test
    void nothingIsLostAndNothingIsDoubledWhateverIsKilled() {
        System.out.println("FaultsTest: -Dmist.seed=" + SEED);
        String run = mist.startRunning(ROUTE, Map.of("filter", "error"));
        Scenario.Stage stage = new Scenario.Stage(mist, ROUTE);
        try (Pusher pusher = new Pusher(mist, ROUTE);
                Door mqtt = new DoorMqtt(broker.port(), "faults");
                Door.Subscription overMqtt = mqtt.subscribe(ROUTE, "alerts");
                Door.Subscription overSse = new DoorRest(mist).subscribe(ROUTE, "alerts")) {
            acknowledgeMore(pusher);
            await("the first alerts")
                    .atMost(MistProcess.PATIENCE)
                    .until(() -> !overSse.events().isEmpty());
            killTheServer();
            overSse.resume();
            acknowledgeMore(pusher);
            killTheWorker(run, 2);
            acknowledgeMore(pusher);
            broker.restart();
            acknowledgeMore(pusher);
            killTheServer();
            overSse.resume();
            killTheWorker(run, 3);
            acknowledgeMore(pusher);
            int lines = pusher.stop();

            List<String> alerts = Scenario.matching("pushed", 0, lines);
            assertThat(input()).isEqualTo(Scenario.lines("pushed", 0, lines));
            stage.awaitLog(run, alerts);
            stage.logHasExactly(run, alerts);
            stage.awaitTexts(overSse, run, alerts);
            stage.awaitTexts(overMqtt, run, alerts);
        }
        mist.cancel(run);
    }

    @Test
    void clientsThatTakeNothingHoldUpNobodyAndAreLetGo() throws IOException {
        String run = mist.startRunning(ROUTE, Map.of("filter", "error"));
        Scenario.Stage stage = new Scenario.Stage(mist, ROUTE);
        String filling = "x".repeat(2_000);
        try (Socket stalled = subscribeAndNeverRead();
                Door.Subscription overSse = new DoorRest(mist).subscribe(ROUTE, "alerts")) {
            List<String> alerts = new ArrayList<>();
            for (int batch = 0; batch < 100; batch++) {
                List<String> texts = IntStream.range(100 * batch, 100 * (batch + 1))
                        .mapToObj(n -> "error " + n + " " + filling)
                        .toList();
                stage.push(texts.stream()
                        .map(text -> Json.object().put("text", text).toString())
                        .toList());
                alerts.addAll(texts);
            }

            stage.awaitTexts(overSse, run, alerts);
            await("the stalled client is let go")
                    .atMost(MistProcess.PATIENCE)
                    .until(() -> isClosedByTheServer(stalled));
        }
        mist.cancel(run);
    }

    private static Socket subscribeAndNeverRead() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(Distribution.HOST, mist.port()));
        String request = "GET /v1/routes/" + ROUTE + "/outputs/alerts HTTP/1.1\r\nHost: " + Distribution.HOST
                + "\r\nAccept: text/event-stream\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** It must not read to find out: then it would not be stalled any more. */
    private static boolean isClosedByTheServer(Socket socket) {
        try {
            socket.getOutputStream().write('\n');
            return false;
        } catch (IOException e) {
            // Reset: there is nobody any more.
            return true;
        }
    }

    private static void killTheServer() {
        mist.kill();
        mist.start();
    }

    private static void killTheWorker(String run, int attempt) {
        ProcessHandle.of(mist.worker("default").path("pid").asLong())
                .orElseThrow()
                .destroyForcibly();
        awaitRunning(run, attempt);
    }

    private static List<String> input() {
        return mist.pushed(ROUTE, "lines").stream()
                .map(event -> event.path("data"))
                .map(JsonNode::toString)
                .toList();
    }
}
