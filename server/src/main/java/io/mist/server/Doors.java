package io.mist.server;

import io.mist.server.channel.kafka.KafkaTopics;
import io.mist.server.config.ChannelsConfig;
import io.mist.server.config.MqttConfig;
import io.mist.server.config.ServerConfig;
import io.mist.server.door.Binding;
import io.mist.server.door.Door;
import io.mist.server.door.kafka.KafkaDoor;
import io.mist.server.door.kafka.KafkaSettings;
import io.mist.server.door.mqtt.EmbeddedBroker;
import io.mist.server.door.mqtt.MqttDoor;
import io.mist.server.door.mqtt.MqttSettings;
import io.mist.server.door.webhook.WebhookDoor;
import io.mist.server.gate.DoorStatus;
import io.mist.server.gate.Gate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The doors besides those of HTTP, as the configuration has them. */
final class Doors {

    private Doors() {}

    /** In the order in which they start. */
    static List<Door> of(ServerConfig config, Optional<EmbeddedBroker> broker, Gate gate, Clock clock) {
        List<Door> doors = new ArrayList<>();
        if (config.mqtt().on()) {
            doors.add(new MqttDoor(mqtt(config, broker), gate));
        }
        if (config.kafka().door().on()) {
            doors.add(new KafkaDoor(kafka(config), gate));
        }
        doors.add(new WebhookDoor(gate, clock));
        return List.copyOf(doors);
    }

    /** Where routes are on the doors' brokers. */
    static List<Binding> bindings(List<Door> doors) {
        return doors.stream().map(Door::binding).flatMap(Optional::stream).toList();
    }

    /** By their names; those that are not configured are off. */
    static Map<String, DoorStatus> status(List<Door> doors) {
        Map<String, DoorStatus> status = new LinkedHashMap<>();
        status.put("mqtt", DoorStatus.OFF);
        status.put("kafka", DoorStatus.OFF);
        doors.forEach(door -> door.status().ifPresent(now -> status.put(door.name(), now)));
        return status;
    }

    /** @param broker the server's own, if it has one */
    private static MqttSettings mqtt(ServerConfig config, Optional<EmbeddedBroker> broker) {
        MqttConfig mqtt = config.mqtt();
        MqttSettings settings = MqttSettings.of(
                        mqtt.host(), broker.map(EmbeddedBroker::port).orElse(mqtt.port()), mqtt.clientId())
                .withTopics(
                        mqtt.subscribeTopic().orElse(null), mqtt.publishTopic().orElse(null))
                .withMaxMessage((int) config.outputs().maxMessageBytes())
                .withMaxLive((int) config.live().maxBytes());
        if (mqtt.username().isPresent()) {
            settings = settings.withLogin(
                    mqtt.username().get(),
                    mqtt.password().map(secret -> secret.value()).orElse(""));
        }
        return broker.isPresent() ? settings.withOwnBroker() : settings;
    }

    private static KafkaSettings kafka(ServerConfig config) {
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
