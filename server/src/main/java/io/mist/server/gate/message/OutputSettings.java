package io.mist.server.gate.message;

import java.util.Map;
import java.util.Optional;

/**
 * What a route sets for one of its outputs.
 *
 * @param envelope of what goes to MQTT and Kafka: cloudevents, cloudevents-binary or plain
 * @param mqttTopic instead of {@code mist/{route}/out/{channel}}
 * @param kafkaTopic instead of {@code mist.{route}.{channel}}
 * @param webhooks by name
 */
public record OutputSettings(
        Optional<String> envelope,
        Retention.Settings retention,
        Optional<String> mqttTopic,
        Optional<String> kafkaTopic,
        Map<String, WebhookSettings> webhooks) {

    public static final OutputSettings NONE =
            new OutputSettings(Optional.empty(), Retention.Settings.NONE, Optional.empty(), Optional.empty(), Map.of());
}
