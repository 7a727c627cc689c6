package io.mist.server.config;

import java.util.Optional;

/**
 * The Kafka door.
 *
 * @param group of the consumers; with {@code -inputs}, of those of inputs
 * @param requestTopic takes requests
 * @param replyTopic gets the answers to requests that name no other place
 */
public record KafkaDoorConfig(boolean on, String group, String requestTopic, String replyTopic) {

    private static final int LONGEST_GROUP = 100;

    static KafkaDoorConfig closed(String prefix) {
        return new KafkaDoorConfig(false, prefix, prefix + ".requests", prefix + ".replies");
    }

    /** @param prefix of topics that have no name of their own */
    static KafkaDoorConfig read(Section kafka, String prefix, Optional<String> bootstrapServers) {
        var config = new KafkaDoorConfig(
                kafka.flag("on", false),
                kafka.text("group").orElse(prefix),
                topic(kafka, "request-topic").orElse(prefix + ".requests"),
                topic(kafka, "reply-topic").orElse(prefix + ".replies"));
        if (config.on() && bootstrapServers.isEmpty()) {
            kafka.wrong("bootstrap-servers", "missing (expected: where Kafka is, because mist.kafka.on is true)");
        }
        if (config.group().isBlank() || config.group().length() > LONGEST_GROUP) {
            kafka.wrong(
                    "group",
                    Section.show(config.group()) + " (expected: a name of at most " + LONGEST_GROUP + " characters)");
        }
        if (config.requestTopic().equals(config.replyTopic())) {
            kafka.wrong(
                    "reply-topic",
                    Section.show(config.replyTopic()) + " (expected: another topic than mist.kafka.request-topic)");
        }
        return config;
    }

    private static Optional<String> topic(Section kafka, String key) {
        Optional<String> topic = kafka.text(key);
        topic.filter(t -> !KafkaConfig.isTopic(t))
                .ifPresent(t -> kafka.wrong(
                        key, Section.show(t) + " (expected: letters, digits, '.', '_' and '-', at most 249)"));
        return topic;
    }
}
