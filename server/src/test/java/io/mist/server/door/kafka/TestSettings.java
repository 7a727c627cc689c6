package io.mist.server.door.kafka;

import io.mist.server.channel.kafka.KafkaTopics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Settings of doors with topics of their own. */
final class TestSettings {

    private TestSettings() {}

    /** @param more settings of all clients */
    static KafkaSettings of(String servers, String prefix, Map<String, Object> more) {
        Map<String, Object> client = new HashMap<>(more);
        client.put("bootstrap.servers", servers);
        return new KafkaSettings(
                client,
                Optional.empty(),
                Duration.ofSeconds(30),
                prefix,
                prefix + ".requests",
                prefix + ".replies",
                new KafkaTopics(prefix)::of,
                false,
                16 << 20);
    }
}
