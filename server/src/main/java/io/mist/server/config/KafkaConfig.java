package io.mist.server.config;

import io.mist.server.gate.message.Secret;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The Kafka that Mist talks to.
 *
 * @param bootstrapServers {@code host:port}, with commas between several; empty if there is no Kafka
 * @param properties the client's own settings, such as {@code security.protocol}; for all of Mist's clients
 * @param topicPrefix what the names of all topics begin with; two servers on one Kafka need different ones
 * @param replicationFactor of topics that Mist makes; empty for the broker's default
 * @param timeout the longest that Mist waits for Kafka before it says that it is away
 * @param door the way in and out over Kafka
 */
public record KafkaConfig(
        Optional<String> bootstrapServers,
        Map<String, Secret> properties,
        String topicPrefix,
        Optional<Short> replicationFactor,
        Duration timeout,
        KafkaDoorConfig door) {

    private static final String BROKERS = "(\\[[0-9A-Fa-f:]+\\]|[A-Za-z0-9._-]+):\\d{1,5}";

    public KafkaConfig {
        properties = Map.copyOf(properties);
    }

    /** Without a door. */
    public KafkaConfig(
            Optional<String> bootstrapServers,
            Map<String, Secret> properties,
            String topicPrefix,
            Optional<Short> replicationFactor,
            Duration timeout) {
        this(
                bootstrapServers,
                properties,
                topicPrefix,
                replicationFactor,
                timeout,
                KafkaDoorConfig.closed(topicPrefix));
    }

    /** The properties of every client of this Kafka. */
    public Map<String, Object> client() {
        var client = new HashMap<String, Object>();
        properties.forEach((name, value) -> client.put(name, value.value()));
        client.put("bootstrap.servers", bootstrapServers.orElseThrow());
        return client;
    }

    /** Whether Kafka takes it for the name of a topic. */
    public static boolean isTopic(String name) {
        return name.matches("[A-Za-z0-9._-]{1,249}") && !name.matches("\\.{1,2}");
    }

    static KafkaConfig read(Section kafka) {
        Optional<String> servers = bootstrapServers(kafka);
        String prefix = topicPrefix(kafka);
        int replicationFactor = kafka.integer("replication-factor", -1, -1, 100);
        var config = new KafkaConfig(
                servers,
                KafkaProperties.read(kafka.section("properties")),
                prefix,
                replicationFactor > 0 ? Optional.of((short) replicationFactor) : Optional.empty(),
                kafka.duration("timeout", Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofMinutes(10)),
                KafkaDoorConfig.read(kafka, prefix, servers));
        if (replicationFactor == 0) {
            kafka.wrong("replication-factor", "0 (expected: 1..100, or -1 for the broker's default)");
        }
        kafka.rejectUnknown();
        return config;
    }

    private static Optional<String> bootstrapServers(Section kafka) {
        Optional<String> servers = kafka.text("bootstrap-servers");
        servers.filter(s -> !s.matches(BROKERS + "(\\s*,\\s*" + BROKERS + ")*"))
                .ifPresent(s -> kafka.wrong(
                        "bootstrap-servers",
                        Section.show(s) + " (expected: host:port, with commas between several, such as"
                                + " \"kafka-1:9092,kafka-2:9092\")"));
        return servers;
    }

    private static String topicPrefix(Section kafka) {
        String prefix = kafka.text("topic-prefix").orElse("mist");
        if (!prefix.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,49}")) {
            kafka.wrong(
                    "topic-prefix",
                    Section.show(prefix) + " (expected: at most 50 letters, digits, dots, hyphens and underscores, a"
                            + " letter or digit first)");
        }
        return prefix;
    }
}
