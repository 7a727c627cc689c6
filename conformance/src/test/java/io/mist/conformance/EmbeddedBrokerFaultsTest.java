package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The server is killed, and its broker with it, while an application pushes over MQTT and waits for each acknowledgement. */
final class EmbeddedBrokerFaultsTest {

    private static final String ROUTE = "log-alerts";
    private static final int PORT = Distribution.freePort();
    private static final int LINES = 300;

    @RegisterExtension
    static final MistProcess mist = MistProcess.with(
            () -> "mist.mqtt { on = true, embedded = true, port = " + PORT + " }",
            () -> "log-alerts { path = \"" + Distribution.examples()
                    + "\", className = \"io.mist.examples.LogAlerts\" }");

    @Test
    void whatTheBrokerHasAcknowledgedIsInTheInputOnce() {
        mist.awaitRoute(ROUTE, "ready");
        Mqtt5AsyncClient client = connected();
        for (int n = 0; n < LINES; n++) {
            if (n == LINES / 3 || n == 2 * LINES / 3) {
                mist.kill();
                mist.start();
            }
            publishUntilAcknowledged(client, n);
        }
        MqttClients.join(client.disconnect());

        await("all lines").atMost(MistProcess.PATIENCE).until(() -> pushed().size() >= LINES);
        assertThat(pushed()).containsExactlyInAnyOrderElementsOf(Scenario.lines("pushed", 0, LINES));
    }

    private static Mqtt5AsyncClient connected() {
        Mqtt5AsyncClient client = Mqtt5Client.builder()
                .identifier("pusher-" + UUID.randomUUID())
                .serverHost(Distribution.HOST)
                .serverPort(PORT)
                .automaticReconnect()
                .initialDelay(100, TimeUnit.MILLISECONDS)
                .maxDelay(500, TimeUnit.MILLISECONDS)
                .applyAutomaticReconnect()
                .buildAsync();
        MqttClients.join(client.connectWith()
                .cleanStart(false)
                .sessionExpiryInterval(3_600)
                .send());
        return client;
    }

    /** Under a key of its own, so that a line whose acknowledgement was lost may be sent again. */
    private static void publishUntilAcknowledged(Mqtt5AsyncClient client, int n) {
        String line = Scenario.lines("pushed", n, n + 1).get(0);
        await("the acknowledgement of line " + n).atMost(MistProcess.PATIENCE).until(() -> {
            try {
                return client.publishWith()
                        .topic("mist/" + ROUTE + "/in/lines")
                        .payload(line.getBytes(StandardCharsets.UTF_8))
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .userProperties()
                        .add("mist-key", "line-" + n)
                        .applyUserProperties()
                        .send()
                        .orTimeout(5, TimeUnit.SECONDS)
                        .join()
                        .getError()
                        .isEmpty();
            } catch (CompletionException e) {
                // Not acknowledged: the broker is away, or the session is lost.
                return false;
            }
        });
    }

    private static List<String> pushed() {
        return mist.pushed(ROUTE, "lines").stream()
                .map(event -> event.path("data"))
                .map(JsonNode::toString)
                .toList();
    }
}
