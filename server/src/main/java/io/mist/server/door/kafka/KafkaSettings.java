package io.mist.server.door.kafka;

import io.mist.server.gate.message.ChannelId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the Kafka door is set to.
 *
 * @param client what every client of this Kafka is made with; may hold passwords
 * @param replicationFactor of topics that the door makes; empty for the brokers' own
 * @param timeout the longest wait for Kafka before it counts as away
 * @param group of the door's consumers; two servers need two
 * @param requestTopic where requests come from
 * @param replyTopic where answers go that are not wanted elsewhere
 * @param usualTopic the usual topic of a channel, which is its log if logs are in Kafka
 * @param areLogs whether channels have their logs in this Kafka
 * @param maxLive the largest change of live values, in bytes
 */
public record KafkaSettings(
        Map<String, Object> client,
        Optional<Short> replicationFactor,
        Duration timeout,
        String group,
        String requestTopic,
        String replyTopic,
        Function<ChannelId, String> usualTopic,
        boolean areLogs,
        long maxLive) {

    public KafkaSettings {
        client = Map.copyOf(client);
    }

    /** The brokers, with commas between them. */
    String servers() {
        return String.valueOf(client.get("bootstrap.servers"));
    }

    /** Returns the properties for one more client. */
    Map<String, Object> newClient() {
        return new HashMap<>(client);
    }

    int timeoutMillis() {
        return Math.toIntExact(timeout.toMillis());
    }

    /** Without the clients' settings, which may hold passwords. */
    @Override
    public String toString() {
        return "KafkaSettings[" + servers() + ", group=" + group + ", requestTopic=" + requestTopic + ", replyTopic="
                + replyTopic + ", areLogs=" + areLogs + "]";
    }
}
