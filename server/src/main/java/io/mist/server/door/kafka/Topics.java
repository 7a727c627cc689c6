package io.mist.server.door.kafka;

import io.mist.server.gate.Desk;
import io.mist.server.gate.message.ChannelId;
import org.apache.kafka.common.internals.Topic;

/** The topics of channels, as their routes set them. Safe for any thread. */
final class Topics {

    private final KafkaSettings settings;
    private final Desk desk;

    Topics(KafkaSettings settings, Desk desk) {
        this.settings = settings;
        this.desk = desk;
    }

    /** Whether Kafka takes it for the name of a topic. */
    static boolean isName(String text) {
        return Topic.isValid(text);
    }

    String output(ChannelId channel) {
        return desk.outputSettings(channel)
                .kafkaTopic()
                .orElseGet(() -> settings.usualTopic().apply(channel));
    }

    String input(ChannelId channel) {
        return desk.inputSettings(channel)
                .kafkaTopic()
                .orElseGet(() -> settings.usualTopic().apply(channel));
    }

    /** Where an input's rejected messages go. */
    String rejected(ChannelId channel) {
        return settings.usualTopic().apply(channel) + ".rejected";
    }

    /** Whether the topic is the channel's own log. */
    boolean isLog(ChannelId channel, String topic) {
        return settings.areLogs() && topic.equals(settings.usualTopic().apply(channel));
    }
}
