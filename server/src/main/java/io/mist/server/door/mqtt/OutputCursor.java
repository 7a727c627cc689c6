package io.mist.server.door.mqtt;

import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Message;
import io.mist.server.gate.message.Page;
import io.mist.server.gate.message.Publication;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far one channel is read, sent and acknowledged. Confined to the thread of {@link OutputPublisher}. */
final class OutputCursor {

    private static final long FIRST_DELAY_MILLIS = 250;
    private static final long MAX_DELAY_MILLIS = 15_000;
    private static final Logger log = LoggerFactory.getLogger(OutputCursor.class);

    private final ChannelId channel;
    private final Deque<Sent> inFlight = new ArrayDeque<>();
    private long saved;
    private long acknowledged;
    private long next;
    private long bytes;
    private boolean more;
    private boolean rewinding;
    private int failures;
    private long retryAt;

    private record Sent(long offset, int bytes, CompletableFuture<?> done) {}

    private OutputCursor(ChannelId channel, long from) {
        this.channel = channel;
        this.saved = from;
        this.acknowledged = from;
        this.next = from;
    }

    static OutputCursor of(ChannelId channel, Publication log) {
        return new OutputCursor(channel, log.cursor(channel).orElseGet(() -> log.start(channel)));
    }

    ChannelId channel() {
        return channel;
    }

    int inFlight() {
        return inFlight.size();
    }

    long bytesInFlight() {
        return bytes;
    }

    void hasMore() {
        more = true;
    }

    /** The pause before the next try; 0 if none is waited for. */
    long nanosToRetry() {
        return failures == 0 || !more ? 0 : Math.max(1, retryAt - System.nanoTime());
    }

    /**
     * The next messages; none while a failure is being sorted out.
     *
     * @param topicIsSet whether the topic does not follow from the channel's name
     */
    List<Message> read(Publication channels, int limit, boolean topicIsSet) {
        if (!more || rewinding || (failures > 0 && System.nanoTime() < retryAt)) {
            return List.of();
        }
        if (!topicIsSet && (!Topics.isLevel(channel.route()) || !Topics.isName(channel.name()))) {
            log.error("output {} is not published over MQTT: its names cannot be in a topic", channel);
            more = false;
            return List.of();
        }
        try {
            return taken(channels.read(channel, next, limit), limit);
        } catch (RuntimeException e) {
            failed(e);
            return List.of();
        }
    }

    private List<Message> taken(Page page, int limit) {
        Page.Gap gap = page.gap();
        if (gap != null) {
            log.warn(
                    "messages {}..{} of {} were removed by retention before MQTT got them",
                    gap.from(),
                    gap.to(),
                    channel);
        }
        if (page.messages().isEmpty()) {
            next = Math.max(next, page.next());
        }
        more = page.messages().size() >= limit;
        return page.messages();
    }

    void sent(Message message, int size, CompletableFuture<?> done) {
        inFlight.add(new Sent(message.offset(), size, done));
        bytes += size;
        next = message.offset() + 1;
    }

    /**
     * Moves over what has been acknowledged, or back to it after a failure.
     *
     * @return how many messages the broker has taken since the last call
     */
    long settle(Publication channels) {
        long taken = 0;
        while (!inFlight.isEmpty() && inFlight.peek().done().isDone()) {
            Sent sent = inFlight.remove();
            bytes -= sent.bytes();
            if (settled(sent)) {
                taken++;
            }
        }
        if (inFlight.isEmpty()) {
            turnBack();
        }
        save(channels);
        return taken;
    }

    private boolean settled(Sent sent) {
        Throwable error = failure(sent.done());
        if (error != null && Refusals.isFinal(error)) {
            log.error("message {} of {} cannot be published over MQTT and is left out", sent.offset(), channel, error);
        } else if (error != null && !rewinding) {
            rewinding = true;
            failed(error);
        }
        if (rewinding) {
            // What follows a failed message is sent again after it, to keep the order.
            return false;
        }
        acknowledged = sent.offset() + 1;
        failures = 0;
        return error == null;
    }

    private static @Nullable Throwable failure(CompletableFuture<?> done) {
        return done.handle((ack, error) -> error).getNow(null);
    }

    private void turnBack() {
        if (rewinding) {
            next = acknowledged;
            rewinding = false;
            more = true;
        } else {
            // Over a gap.
            acknowledged = Math.max(acknowledged, next);
        }
    }

    private void failed(Throwable error) {
        if (failures == 0) {
            log.warn("{} is published over MQTT again from message {} on: {}", channel, acknowledged, error.toString());
        }
        long delay = Math.min(MAX_DELAY_MILLIS, FIRST_DELAY_MILLIS << Math.min(failures, 10));
        failures++;
        retryAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delay);
    }

    private void save(Publication channels) {
        if (acknowledged <= saved) {
            return;
        }
        try {
            channels.saveCursor(channel, acknowledged);
            saved = acknowledged;
        } catch (RuntimeException e) {
            // The next acknowledgement tries again; until then only a restart would repeat these messages.
            log.warn("cannot save how far {} is published over MQTT", channel, e);
        }
    }
}
