package io.mist.server.channel;

import io.mist.protocol.MistException;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Sink;
import io.mist.server.gate.message.Start;
import io.mist.server.gate.message.Subscription;
import io.mist.server.gate.message.View;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Brings channels to many subscribers: what they have in common is read, encoded and held once. Safe for any thread.
 *
 * <p>The appending thread only takes note, once per channel. A page is read by one of {@code readers}; each subscriber's
 * loop hands it to its own clients. A subscriber gets its next page when its client has taken the last.
 */
public final class Broadcasts implements AutoCloseable {

    /** The number of waiting subscribers that look again whenever memory is given back. */
    private static final int RESUMED = 16;

    private final ChannelLog log;
    private final Executor readers;
    private final Limits limits;
    private final AutoCloseable registration;
    private final Map<ChannelId, Broadcast> channels = new ConcurrentHashMap<>();
    private final AtomicInteger subscribers = new AtomicInteger();
    private final AtomicLong pending = new AtomicLong();
    private final Queue<Subscriber> paused = new ConcurrentLinkedQueue<>();

    /**
     * @param subscribers more are rejected
     * @param pendingBytes handed to clients that have not taken them yet, over all clients; beyond it the next pages wait
     */
    public record Limits(int subscribers, long pendingBytes) {}

    /** @param readers read from the log, which may block; each has at most a task for each subscriber */
    public Broadcasts(ChannelLog log, Executor readers, Limits limits) {
        this.log = log;
        this.readers = readers;
        this.limits = limits;
        this.registration = log.onAppend(this::appended);
    }

    private void appended(ChannelId channel) {
        Broadcast broadcast = channels.get(channel);
        if (broadcast != null) {
            broadcast.appended();
        }
    }

    /**
     * Begins a subscription.
     *
     * @param loop a single thread, the one that serves the client
     * @throws MistException of kind resources, code {@code too-many-subscribers}
     */
    public Subscription subscribe(ChannelId channel, Start start, View view, Sink sink, Executor loop) {
        if (subscribers.incrementAndGet() > limits.subscribers()) {
            subscribers.decrementAndGet();
            throw MistException.resources(
                    "too-many-subscribers",
                    "there are " + limits.subscribers()
                            + " subscribers already (mist.http.max-subscribers); try again later");
        }
        Subscriber[] made = new Subscriber[1];
        channels.compute(channel, (id, known) -> {
            Broadcast broadcast = known == null ? new Broadcast(log, id, readers) : known;
            broadcast.join();
            made[0] = new Subscriber(this, broadcast, start, view, sink, loop);
            return broadcast;
        });
        made[0].begin();
        return made[0];
    }

    void left(Broadcast broadcast) {
        subscribers.decrementAndGet();
        channels.computeIfPresent(broadcast.channel(), (id, known) -> known.leave() ? null : known);
    }

    /** Whether more may be sent now; if not, the subscription is called when it may. */
    boolean reserve(long bytes, Subscriber subscription) {
        // One page may go beyond the limit: else one that is larger than the limit would never be sent.
        if (pending.getAndAdd(bytes) < limits.pendingBytes()) {
            return true;
        }
        // In the queue before the bytes are given back, so that the one that gives back the last ones finds it.
        paused.add(subscription);
        release(bytes);
        return false;
    }

    void release(long bytes) {
        if (pending.addAndGet(-bytes) >= limits.pendingBytes()) {
            return;
        }
        for (int i = 0; i < RESUMED; i++) {
            Subscriber next = paused.poll();
            if (next == null) {
                return;
            }
            next.wake();
        }
    }

    public int subscribers() {
        return subscribers.get();
    }

    /** Handed to clients and not taken yet. */
    public long pendingBytes() {
        return pending.get();
    }

    ChannelLog log() {
        return log;
    }

    Executor readers() {
        return readers;
    }

    @Override
    public void close() {
        try {
            registration.close();
        } catch (Exception e) {
            throw new IllegalStateException("cannot stop listening", e);
        }
    }
}
