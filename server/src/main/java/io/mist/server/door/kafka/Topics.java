package io.mist.server.door.kafka;

import io.mist.server.channel.kafka.KafkaTopics;
import io.mist.server.config.KafkaConfig;
import io.mist.server.gate.Desk;
import io.mist.server.gate.message.ChannelId;

/** The topics of channels, as their routes set them. Safe for any thread. */
final class Topics {

    private final KafkaTopics names;
    private final boolean areLogs;
    private final Desk desk;

    /** @param areLogs whether channels have their logs in Kafka */
    Topics(KafkaConfig config, boolean areLogs, Desk desk) {
        this.names = new KafkaTopics(config.topicPrefix());
        this.areLogs = areLogs;
        this.desk = desk;
    }

    String output(ChannelId channel) {
        return desk.outputSettings(channel).kafkaTopic().orElseGet(() -> names.of(channel));
    }

    String input(ChannelId channel) {
        return desk.inputSettings(channel).kafkaTopic().orElseGet(() -> names.of(channel));
    }

    /** Where an input's rejected messages go. */
    String rejected(ChannelId channel) {
        return names.of(channel) + ".rejected";
    }

    /** Whether the topic is the channel's own log. */
    boolean isLog(ChannelId channel, String topic) {
        return areLogs && topic.equals(names.of(channel));
    }
}
