package io.mist.server.feed;

import io.mist.server.gate.Feed;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings stored changes to followers. Every follower has a position and reads the changes after it, so none depends on a
 * call that this process may have missed: a change whose maker has failed after the commit, or that another process has
 * made, is found by {@link #poll}. A change that {@link #stored} brings comes to followers without being read
 * again. Safe for any thread; a follower is called by one thread at a time, and under no lock.
 */
public final class ChangeFeed<T> implements Feed<T> {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);
    private static final int PAGE = 200;
    /** Beyond it the oldest are read from the database. */
    private static final int MAX_RECENT = 64;

    private final ChangeSource<T> source;
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    /** Those that some follower has yet to see. */
    private final NavigableMap<Long, Change<T>> recent = new ConcurrentSkipListMap<>();

    private final AtomicLong newest = new AtomicLong();

    public ChangeFeed(ChangeSource<T> source) {
        this.source = source;
    }

    @Override
    public AutoCloseable follow(Consumer<T> listener) {
        Follower follower = new Follower(listener, source.newest());
        followers.add(follower);
        return () -> followers.remove(follower);
    }

    /** A change has been committed; it goes to all followers that have seen those before it. */
    public void stored(Change<T> change) {
        if (!followers.isEmpty()) {
            keep(change);
            signal();
        }
    }

    /** Looks for changes that no signal has come for. */
    public void poll() {
        if (followers.isEmpty()) {
            return;
        }
        long seen = -1;
        for (long lowest = lowest(); lowest > seen && lowest < Long.MAX_VALUE; lowest = lowest()) {
            source.after(lowest, PAGE).forEach(this::keep);
            signal();
            seen = lowest;
        }
    }

    private void keep(Change<T> change) {
        recent.put(change.number(), change);
        newest.accumulateAndGet(change.number(), Math::max);
        while (recent.size() > MAX_RECENT) {
            recent.pollFirstEntry();
        }
    }

    private void signal() {
        followers.forEach(Follower::step);
        recent.headMap(lowest(), true).clear();
    }

    private long lowest() {
        return followers.stream().mapToLong(follower -> follower.position).min().orElse(Long.MAX_VALUE);
    }

    private @Nullable Change<T> after(long position) {
        Change<T> next = recent.get(position + 1);
        if (next != null || newest.get() <= position) {
            return next;
        }
        // A hole here is a change that its maker has not delivered yet, or never will.
        List<Change<T>> page = source.after(position, PAGE);
        page.forEach(this::keep);
        return page.isEmpty() ? null : page.get(0);
    }

    private final class Follower {

        private final Consumer<T> listener;
        /** How often it was signalled since it last had seen everything; more than 0 while a thread is at it. */
        private final AtomicInteger signals = new AtomicInteger();

        private volatile long position;

        Follower(Consumer<T> listener, long position) {
            this.listener = listener;
            this.position = position;
        }

        void step() {
            if (signals.getAndIncrement() > 0) {
                return;
            }
            int seen;
            do {
                seen = signals.get();
                readAll();
            } while (!signals.compareAndSet(seen, 0));
        }

        private void readAll() {
            try {
                for (Change<T> next = after(position); next != null; next = after(position)) {
                    position = next.number();
                    call(next.value());
                }
            } catch (RuntimeException e) {
                LOG.warn("Changes after {} cannot be read; the next poll tries again", position, e);
            }
        }

        private void call(T value) {
            try {
                listener.accept(value);
            } catch (RuntimeException e) {
                LOG.error("A follower failed at {}", value, e);
            }
        }
    }
}
