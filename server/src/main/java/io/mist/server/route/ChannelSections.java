package io.mist.server.route;

import io.mist.server.config.Section;
import io.mist.server.gate.message.InputSettings;
import io.mist.server.gate.message.OutputSettings;
import io.mist.server.gate.message.Retention;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/** Reads the sections {@code outputs} and {@code inputs} of a route. */
final class ChannelSections {

    private static final Set<String> ENVELOPES = Set.of("cloudevents", "cloudevents-binary", "plain");
    private static final int MOST_ROWS = 10_000_000;
    private static final int LONGEST_MQTT_TOPIC = 1_000;
    private static final int LONGEST_KAFKA_TOPIC = 249;

    private ChannelSections() {}

    static Map<String, OutputSettings> outputs(Section outputs) {
        return each(outputs, ChannelSections::output);
    }

    static Map<String, InputSettings> inputs(Section inputs) {
        return each(inputs, ChannelSections::input);
    }

    private static <T> Map<String, T> each(Section channels, Function<Section, T> reading) {
        Map<String, T> settings = new LinkedHashMap<>();
        for (String name : channels.keys()) {
            Section channel = channels.section(name);
            settings.put(name, reading.apply(channel));
            channel.rejectUnknown();
        }
        return settings;
    }

    private static OutputSettings output(Section output) {
        Optional<String> envelope = output.text("envelope");
        envelope.filter(e -> !ENVELOPES.contains(e))
                .ifPresent(e -> output.wrong(
                        "envelope", Section.show(e) + " (expected: cloudevents, cloudevents-binary or plain)"));
        return new OutputSettings(
                envelope,
                retention(output),
                mqttTopic(output),
                kafkaTopic(output),
                WebhookSections.read(output.section("webhooks")));
    }

    private static InputSettings input(Section input) {
        boolean isSet = input.value("max-rows-per-batch").isPresent();
        int rows = input.integer("max-rows-per-batch", 1, 1, MOST_ROWS);
        return new InputSettings(
                isSet ? OptionalInt.of(rows) : OptionalInt.empty(),
                retention(input),
                mqttTopic(input),
                kafkaTopic(input));
    }

    private static Retention.Settings retention(Section channel) {
        Section retention = channel.section("retention");
        boolean hasSize = retention.value("size").isPresent();
        long size = retention.bytes("size", 1L << 30, 1L << 20, 1L << 50);
        var settings = new Retention.Settings(
                retention.duration("age", Duration.ofSeconds(1), Duration.ofDays(36_500)),
                hasSize ? Optional.of(size) : Optional.empty());
        retention.rejectUnknown();
        return settings;
    }

    private static Optional<String> mqttTopic(Section channel) {
        Section mqtt = channel.section("mqtt");
        Optional<String> topic = mqtt.text("topic");
        topic.filter(t -> t.contains("#") || t.contains("+") || t.contains("\0") || t.length() > LONGEST_MQTT_TOPIC)
                .ifPresent(t -> mqtt.wrong(
                        "topic",
                        Section.show(t) + " (expected: one topic, without the wildcards '#' and '+', of at most "
                                + LONGEST_MQTT_TOPIC + " characters)"));
        mqtt.rejectUnknown();
        return topic;
    }

    private static Optional<String> kafkaTopic(Section channel) {
        Section kafka = channel.section("kafka");
        Optional<String> topic = kafka.text("topic");
        topic.filter(t -> !t.matches("[A-Za-z0-9._-]{1," + LONGEST_KAFKA_TOPIC + "}") || t.matches("\\.{1,2}"))
                .ifPresent(t -> kafka.wrong(
                        "topic",
                        Section.show(t) + " (expected: letters, digits, '.', '_' and '-', at most "
                                + LONGEST_KAFKA_TOPIC + ")"));
        kafka.rejectUnknown();
        return topic;
    }
}
