package io.mist.server.door.mqtt;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.server.door.Incoming;
import io.mist.server.gate.PushView;
import io.mist.server.gate.message.ChannelId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A message on its way into one input: what it holds, and what has become of it. Used by one thread at a time. */
final class Arrival {

    private final Mqtt5Publish message;
    private final ChannelId channel;
    private final Sender sender;
    private final AtomicInteger unfinished;
    private final List<PushView.Rejected> rejected = new ArrayList<>();
    private int parts = 1;
    private int decided;
    private int accepted;
    private boolean duplicate = true;
    private @Nullable Long first;
    private @Nullable Long last;
    private @Nullable MistException error;

    /** One JSON text of the message, to be appended once under its key if it has one. */
    record Part(Arrival arrival, byte[] json, @Nullable String key) {}

    /** @param unfinished how many inputs still want the same message */
    Arrival(Mqtt5Publish message, ChannelId channel, AtomicInteger unfinished) {
        this.message = message;
        this.channel = channel;
        this.sender = Sender.of(message);
        this.unfinished = unfinished;
    }

    Mqtt5Publish message() {
        return message;
    }

    ChannelId channel() {
        return channel;
    }

    Sender sender() {
        return sender;
    }

    /**
     * What the message holds: itself, or the data of its events.
     *
     * @throws MistException of kind caller
     */
    List<Part> read(@Nullable String otherTopic) {
        List<Problem> problems = sender.problems();
        if (!problems.isEmpty()) {
            throw MistException.caller("malformed-request", "the message's properties have problems", problems);
        }
        if (otherTopic != null && !otherTopic.equals(message.getTopic().toString())) {
            throw MistException.caller(
                    "wrong-topic",
                    "topic: " + message.getTopic() + " (expected: '" + otherTopic + "', which route '" + channel.route()
                            + "' sets for its input '" + channel.name() + "')");
        }
        String contentType = message.getContentType().map(Object::toString).orElse(null);
        List<Part> read = new ArrayList<>();
        for (Incoming event :
                Incoming.read(contentType, name -> Sender.property(message, name), message.getPayloadAsBytes())) {
            String key = event.key() == null ? sender.key() : event.key();
            event.messages().forEach(json -> read.add(new Part(this, json, key)));
        }
        parts = read.size();
        return read;
    }

    /** One more part is in the log. */
    void accepted(long offset, boolean isNew) {
        first = first == null ? Long.valueOf(offset) : first;
        last = offset;
        accepted++;
        duplicate &= !isNew;
        decided++;
    }

    /** One more part is not in the log. */
    void rejected(List<Problem> problems) {
        decided++;
        rejected.add(new PushView.Rejected(decided, problems));
    }

    /** One more part, or the message as a whole, cannot be taken. */
    void failed(MistException reason) {
        decided++;
        error = reason;
    }

    boolean isDecided() {
        return decided >= parts;
    }

    boolean isTaken() {
        return error == null && rejected.isEmpty();
    }

    /** To be called when it is decided: the last one of the inputs acknowledges. */
    void finish() {
        if (unfinished.decrementAndGet() == 0) {
            message.acknowledge();
        }
    }

    @Nullable
    MistException error() {
        return error;
    }

    PushView view() {
        return new PushView(
                channel.route(),
                channel.name(),
                accepted,
                first,
                last,
                accepted > 0 && duplicate,
                List.copyOf(rejected));
    }
}
