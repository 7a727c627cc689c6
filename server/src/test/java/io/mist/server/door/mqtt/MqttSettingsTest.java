package io.mist.server.door.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import org.junit.jupiter.api.Test;

class MqttSettingsTest {

    @Test
    void allProblemsAreReportedAtOnce() {
        assertThatThrownBy(() -> new MqttSettings(" ", 70_000, "", null, "x", "foo/#", "", 1 << 20, 1 << 20, false))
                .isInstanceOfSatisfying(
                        MistException.class,
                        failure -> assertThat(failure.problems())
                                .extracting(Problem::path)
                                .containsExactly(
                                        "mist.mqtt.host",
                                        "mist.mqtt.port",
                                        "mist.mqtt.client-id",
                                        "mist.mqtt.password",
                                        "mist.mqtt.subscribe-topic",
                                        "mist.mqtt.publish-topic"));
    }

    @Test
    void thePasswordIsNotPrinted() {
        MqttSettings settings = MqttSettings.of("localhost", 1883, "mist").withLogin("ada", "secret");

        assertThat(settings.toString()).contains("ada").doesNotContain("secret");
    }
}
