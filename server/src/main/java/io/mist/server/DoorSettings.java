package io.mist.server;

import io.mist.server.channel.KafkaTopics;
import io.mist.server.config.ChannelsConfig;
import io.mist.server.config.MqttConfig;
import io.mist.server.config.ServerConfig;
import io.mist.server.door.kafka.KafkaSettings;
import io.mist.server.door.mqtt.EmbeddedBroker;
import io.mist.server.door.mqtt.MqttSettings;
import java.util.Optional;

/** What the configuration says about doors, in the words of each door. */
final class DoorSettings {

    private DoorSettings() {}

    /** @param broker the server's own, if it has one */
    static MqttSettings mqtt(ServerConfig config, Optional<EmbeddedBroker> broker) {
        MqttConfig mqtt = config.mqtt();
        MqttSettings settings = MqttSettings.of(
                        mqtt.host(), broker.map(EmbeddedBroker::port).orElse(mqtt.port()), mqtt.clientId())
                .withTopics(mqtt.subscribeTopic().orElse(null), mqtt.publishTopic().orElse(null))
                .withMaxMessage((int) config.outputs().maxMessageBytes())
                .withMaxLive((int) config.live().maxBytes());
        if (mqtt.username().isPresent()) {
            settings = settings.withLogin(
                    mqtt.username().get(),
                    mqtt.password().map(secret -> secret.value()).orElse(""));
        }
        return broker.isPresent() ? settings.withOwnBroker() : settings;
    }

    static KafkaSettings kafka(ServerConfig config) {
        return new KafkaSettings(
                config.kafka().client(),
                config.kafka().replicationFactor(),
                config.kafka().timeout(),
                config.kafka().door().group(),
                config.kafka().door().requestTopic(),
                config.kafka().door().replyTopic(),
                new KafkaTopics(config.kafka().topicPrefix())::of,
                config.channels().log() == ChannelsConfig.Log.KAFKA,
                config.live().maxBytes());
    }
}
