package io.mist.server.door.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mist.server.gate.message.ChannelId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that keeps nothing over a restart. */
class ForgetfulBrokerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ChannelId ALERTS = ChannelId.output("r", "alerts");

    @TempDir
    Path directory;

    @Test
    void subscriptionsRetainedValuesAndOutputsComeBack() {
        try (var gate = new FakeGate("r", directory);
                var broker = Mosquitto.forgetful(directory);
                var door = new MqttDoor(broker.settings("mist"), gate)) {
            door.start();
            await().atMost(PATIENCE).until(door::connected);
            gate.startDirectly();
            TestLog.append(gate.channels(), ALERTS, 0, 1);
            await().atMost(PATIENCE)
                    .until(() -> gate.channels()
                                    .cursor(OutputPublisher.READER, ALERTS)
                                    .orElse(0)
                            == 1);
            broker.stop();
            await().atMost(PATIENCE).until(() -> !door.connected());
            TestLog.append(gate.channels(), ALERTS, 1, 2);
            broker.restart();

            await().atMost(PATIENCE)
                    .until(() -> gate.channels()
                                    .cursor(OutputPublisher.READER, ALERTS)
                                    .orElse(0)
                            == 2);
            try (TestClient client = TestClient.v3(broker.port())) {
                assertThat(client.subscribe("mist/r/state")
                                .next()
                                .json()
                                .path("id")
                                .textValue())
                        .isEqualTo("run-1");
                for (String live : List.of("mist/r/live", "mist/r/runs/run-1/live")) {
                    assertThat(client.subscribe(live)
                                    .next()
                                    .json()
                                    .at("/values/filter")
                                    .textValue())
                            .isEqualTo("error");
                }
                Inbox replies = client.subscribe("mist/r/replies");
                client.publish("mist/r/start", "{\"id\": \"again\"}");
                assertThat(replies.next().json().path("run").path("id").textValue())
                        .isEqualTo("run-2");
            }
        }
    }
}
