package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.server.channel.KafkaBroker;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Kafka's broker is killed and the server with it, while lines come in and a request is on its way. */
final class KafkaFaultsTest {

    private static final String ROUTE = "log-alerts";

    private static KafkaBroker kafka;

    @RegisterExtension
    static final MistProcess mist = MistProcess.with(
                    KafkaFaultsTest::settings,
                    () -> "log-alerts { path = \"" + Distribution.examples()
                            + "\", className = \"io.mist.examples.LogAlerts\", trigger = \"200 ms\" }")
            .thatLeavesItsWorkers();

    private static String settings() {
        kafka = KafkaBroker.start(Distribution.freshDirectory("KafkaFaultsTest-kafka"));
        return "mist.kafka { on = true, bootstrap-servers = \"" + kafka.bootstrapServers() + "\" }";
    }

    @BeforeAll
    static void isConnected() {
        await("the door is connected").atMost(MistProcess.PATIENCE).until(KafkaFaultsTest::connected);
        mist.awaitRoute(ROUTE, "ready");
    }

    private static boolean connected() {
        return mist.get("/v1/status").json().path("kafka").path("connected").asBoolean();
    }

    @AfterAll
    static void closeIt() {
        kafka.close();
    }

    @Test
    void outputsAreInTheirTopicOnceAndARequestIsDoneOnce() {
        String run = mist.startRunning(ROUTE, Map.of("filter", "error"));
        Scenario.Stage stage = new Scenario.Stage(mist, ROUTE);
        try (Pusher pusher = new Pusher(mist, ROUTE);
                Door door = new DoorKafka(mist, kafka.bootstrapServers());
                Door.Subscription topic = door.subscribe(ROUTE, "alerts")) {
            awaitMore(topic);
            kafka.kill();
            acknowledgeMore(pusher);
            kafka.restart();
            awaitMore(topic);

            mist.kill();
            CompletableFuture<JsonNode> meanwhile = CompletableFuture.supplyAsync(
                    () -> door.start(ROUTE, Json.object().put("filter", "none of them")));
            mist.start();
            String started = meanwhile.join().path("id").asText();
            assertThat(mist.run(started).path("route").asText()).isEqualTo(ROUTE);
            awaitMore(topic);

            int lines = pusher.stop();
            List<String> alerts = Scenario.matching("pushed", 0, lines);
            stage.awaitLog(run, alerts);
            stage.logHasExactly(run, alerts);
            stage.awaitTexts(topic, run, alerts);
            assertThat(mist.get("/v1/runs?route=" + ROUTE).json().path("runs"))
                    .as("runs that there are: the first, and one for the request")
                    .hasSize(2);
            mist.cancel(started);
        }
        mist.cancel(run);
    }

    private static void awaitMore(Door.Subscription topic) {
        int known = topic.events().size();
        await("more alerts in the topic")
                .atMost(MistProcess.PATIENCE)
                .until(() -> topic.events().size() > known + Pusher.PER_PUSH);
    }

    private static void acknowledgeMore(Pusher pusher) {
        int from = pusher.acknowledged();
        await("more lines")
                .atMost(MistProcess.PATIENCE)
                .until(() -> pusher.acknowledged() > from + 5 * Pusher.PER_PUSH);
    }
}
