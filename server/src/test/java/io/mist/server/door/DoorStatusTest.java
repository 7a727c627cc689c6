package io.mist.server.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.protocol.Json;
import io.mist.server.door.kafka.KafkaStatus;
import io.mist.server.door.mqtt.MqttStatus;
import io.mist.server.gate.DoorStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code GET /v1/status} shows of doors. */
class DoorStatusTest {

    private static void assertShown(DoorStatus status, String json) {
        assertThat(Json.parse(Json.write(status))).isEqualTo(Json.parse(json.replace('\'', '"')));
    }

    @Test
    void aDoorIsShownWithItsPartsAndNothingElse() {
        assertShown(DoorStatus.OFF, "{'on':false}");
        assertShown(
                new MqttStatus(true, "localhost:1883", true),
                "{'on':true,'embedded':true,'address':'localhost:1883','connected':true}");
        assertShown(
                new KafkaStatus("k:9092", true, "mist", 1, 2, 3, 4, 5, List.of("p")),
                "{'on':true,'address':'k:9092','connected':true,'group':'mist','requests':1,'rejected':2,'published':3,"
                        + "'accepted':4,'deadLetters':5,'problems':['p']}");
    }

    @Test
    void aDoorIsHealthyWhenItIsOffOrDoesItsWork() {
        assertThat(DoorStatus.OFF.isHealthy()).isTrue();
        assertThat(new MqttStatus(true, "localhost:1883", false).isHealthy()).isFalse();
        assertThat(new KafkaStatus("k:9092", true, "mist", 0, 0, 0, 0, 0, List.of("p")).isHealthy())
                .isFalse();
    }
}
