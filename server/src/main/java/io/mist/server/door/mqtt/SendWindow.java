package io.mist.server.door.mqtt;

import io.mist.server.door.OutputCursor;
import io.mist.server.door.Pauses;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Message;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The unacknowledged messages of one output, and how far all are. Confined to the thread that publishes. */
final class SendWindow {

    private static final Logger LOG = LoggerFactory.getLogger(SendWindow.class);

    private final OutputCursor cursor;
    private final Deque<Sent> inFlight = new ArrayDeque<>();
    private final Pauses pauses = new Pauses();
    private long acknowledged;
    private long bytes;
    private boolean rewinding;
    private long retryAt;

    private record Sent(long offset, int bytes, CompletableFuture<?> done) {}

    SendWindow(OutputCursor cursor) {
        this.cursor = cursor;
        this.acknowledged = cursor.next();
    }

    ChannelId channel() {
        return cursor.channel();
    }

    int inFlight() {
        return inFlight.size();
    }

    long bytesInFlight() {
        return bytes;
    }

    void hasMore() {
        cursor.hasMore();
    }

    /** The pause before the next attempt; 0 if none is due. */
    long nanosToRetry() {
        return pauses.isNews() || cursor.isIdle() ? 0 : Math.max(1, retryAt - System.nanoTime());
    }

    /**
     * The next messages; none while a failure is being sorted out.
     *
     * @param topicIsSet whether the topic does not follow from the channel's name
     */
    List<Message> read(int limit, boolean topicIsSet) {
        if (rewinding || (!pauses.isNews() && System.nanoTime() < retryAt)) {
            return List.of();
        }
        if (!cursor.isIdle() && !topicIsSet && !Topics.canName(channel())) {
            LOG.error("output {} is not published over MQTT: its names cannot be in a topic", channel());
            cursor.skip();
            return List.of();
        }
        try {
            return cursor.read(limit);
        } catch (RuntimeException e) {
            failed(e);
            return List.of();
        }
    }

    void sent(Message message, int size, CompletableFuture<?> done) {
        inFlight.add(new Sent(message.offset(), size, done));
        bytes += size;
        cursor.passed(message);
    }

    /**
     * Moves over what is acknowledged, or back to it after a failure.
     *
     * @return how many messages the broker has taken since the last call
     */
    long settle() {
        long taken = 0;
        while (!inFlight.isEmpty() && inFlight.peek().done().isDone()) {
            Sent sent = inFlight.remove();
            bytes -= sent.bytes();
            if (isTaken(sent)) {
                taken++;
            }
        }
        if (inFlight.isEmpty()) {
            turnBack();
        }
        save();
        return taken;
    }

    private boolean isTaken(Sent sent) {
        Throwable error = failure(sent.done());
        if (error != null && Refusals.isFinal(error)) {
            LOG.error(
                    "message {} of {} cannot be published over MQTT and is left out", sent.offset(), channel(), error);
        } else if (error != null && !rewinding) {
            rewinding = true;
            failed(error);
        }
        if (rewinding) {
            // What follows a failed message is sent again after it, to keep the order.
            return false;
        }
        acknowledged = sent.offset() + 1;
        pauses.succeeded();
        return error == null;
    }

    private static @Nullable Throwable failure(CompletableFuture<?> done) {
        return done.handle((ack, error) -> error).getNow(null);
    }

    private void turnBack() {
        if (rewinding) {
            cursor.moveTo(acknowledged);
            rewinding = false;
        } else {
            // Over a gap.
            acknowledged = Math.max(acknowledged, cursor.next());
        }
    }

    private void failed(Throwable error) {
        if (pauses.isNews()) {
            LOG.warn(
                    "{} is published over MQTT again from message {} on: {}",
                    channel(),
                    acknowledged,
                    error.toString());
        }
        retryAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pauses.nextMillis());
    }

    private void save() {
        try {
            cursor.save(acknowledged);
        } catch (RuntimeException e) {
            // The next acknowledgement tries again; until then only a restart would repeat these messages.
            LOG.warn("cannot save how far {} is published over MQTT", channel(), e);
        }
    }
}
