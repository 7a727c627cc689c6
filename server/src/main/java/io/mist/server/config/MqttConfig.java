package io.mist.server.config;

import io.mist.server.gate.message.Secret;
import java.util.Optional;

/**
 * The MQTT door and its broker.
 *
 * @param embedded whether Mist runs the broker itself; else it connects to the one at {@code host}
 * @param host the broker's host, or the address the embedded one listens on
 * @param port the broker's port; 0, for any free one, only if embedded
 * @param subscribeTopic the seed's topic of requests, beside {@code mist/{route}/start}
 * @param publishTopic the seed's topic of all outputs; may be the same as {@code subscribeTopic}
 */
public record MqttConfig(
        boolean on,
        boolean embedded,
        String host,
        int port,
        Optional<String> subscribeTopic,
        Optional<String> publishTopic,
        Optional<String> username,
        Optional<Secret> password,
        String clientId) {

    static MqttConfig read(Section mqtt) {
        Optional<String> host = mqtt.text("host");
        boolean embedded = mqtt.flag("embedded", host.isEmpty());
        var config = new MqttConfig(
                mqtt.flag("on", false),
                embedded,
                host.orElse("127.0.0.1"),
                mqtt.integer("port", 1883, embedded ? 0 : 1, 65535),
                topic(mqtt, "subscribe-topic"),
                topic(mqtt, "publish-topic"),
                mqtt.text("username"),
                mqtt.secret("password"),
                mqtt.text("client-id").orElse("mist"));
        if (!embedded && host.isEmpty()) {
            mqtt.wrong("host", "missing (expected: the broker's host, because mist.mqtt.embedded is false)");
        }
        if (config.password().isPresent() && config.username().isEmpty()) {
            mqtt.wrong("username", "missing (expected: the name that mist.mqtt.password belongs to)");
        }
        mqtt.rejectUnknown();
        return config;
    }

    private static Optional<String> topic(Section mqtt, String key) {
        Optional<String> topic = mqtt.text(key);
        topic.filter(t -> t.contains("#") || t.contains("+") || t.contains("\0") || t.length() > 1000)
                .ifPresent(t -> mqtt.wrong(
                        key,
                        Section.show(t) + " (expected: one topic, without the wildcards '#' and '+', of at most 1000"
                                + " characters)"));
        return topic;
    }
}
