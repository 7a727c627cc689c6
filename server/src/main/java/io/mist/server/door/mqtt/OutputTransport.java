package io.mist.server.door.mqtt;

import io.mist.protocol.Json;
import io.mist.server.door.OutputPublisher;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.CloudEvents;
import io.mist.server.gate.message.Envelope;
import io.mist.server.gate.message.Message;
import io.mist.server.gate.message.OutputSettings;
import io.mist.server.gate.message.Publication;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of outputs to the broker. Immutable.
 *
 * @param plainTopic gets every payload as well; null for none
 * @param sender sends in the order of its calls
 */
record OutputTransport(
        Publication publication,
        Function<ChannelId, OutputSettings> settings,
        @Nullable String plainTopic,
        BooleanSupplier connected,
        Function<Outgoing, ? extends CompletableFuture<?>> sender)
        implements OutputPublisher.Transport {

    private static final Logger LOG = LoggerFactory.getLogger(OutputTransport.class);

    @Override
    public OutputPublisher.Session open(OutputPublisher publisher) {
        return new OutputSession(this, publication, publisher);
    }

    @Override
    public void report(RuntimeException failure) {
        LOG.error("outputs are published over MQTT again from what is acknowledged", failure);
    }

    OutputSettings settings(ChannelId output) {
        return settings.apply(output);
    }

    boolean isConnected() {
        return connected.getAsBoolean();
    }

    /** Complete when the broker has acknowledged everything that is sent of the message. */
    CompletableFuture<?> send(Message message, Outgoing outgoing) {
        CompletableFuture<?> done = sender.apply(outgoing);
        return plainTopic == null
                ? done
                : CompletableFuture.allOf(done, sender.apply(plain(plainTopic, message.data())));
    }

    static Outgoing outgoing(ChannelId channel, Message message, OutputSettings set) {
        Envelope envelope = set.envelope().map(Envelope::ofSetting).orElse(Envelope.CLOUDEVENTS);
        Map<String, String> attributes = new LinkedHashMap<>(envelope.attributes(channel, message));
        // What MQTT 5 has a property of its own for.
        attributes.remove("datacontenttype");
        String type = envelope == Envelope.CLOUDEVENTS ? CloudEvents.MEDIA_TYPE : Outgoing.JSON;
        String topic = set.mqttTopic().orElseGet(() -> Topics.output(channel));
        return Outgoing.of(topic, envelope.encode(channel, message), type).with(attributes);
    }

    /** On that topic a text is the text itself, as {@code publish(String)} of the old style had it. */
    private static Outgoing plain(String topic, byte[] data) {
        if (data.length == 0 || data[0] != '"') {
            return Outgoing.of(topic, data, Outgoing.JSON);
        }
        String text = Json.read(new String(data, StandardCharsets.UTF_8), String.class);
        return Outgoing.of(topic, text.getBytes(StandardCharsets.UTF_8), Outgoing.TEXT);
    }
}
