package io.mist.server.channel;

import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Page;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pages of one channel that its subscribers are at, each read once. Subscribers wait by the offset that they need: those
 * that are up to date all wait for the same.
 */
final class Broadcast {

    private static final Logger LOG = LoggerFactory.getLogger(Broadcast.class);
    private static final int PAGE = 100;
    private static final long PAGE_BYTES = 64 << 10;
    /** The pages used last are kept for those that come a little later. */
    private static final int MAX_PAGES = 32;

    private static final long MAX_BYTES = 2 << 20;

    private final ChannelLog log;
    private final ChannelId channel;
    private final Executor readers;
    private final AtomicBoolean looking = new AtomicBoolean();
    /**
     * By offset, the one used last at the end. No Caffeine cache: pages change together with their waiting subscribers,
     * and the newest one stays however large it is.
     */
    private final Map<Long, SharedPage> pages = new LinkedHashMap<>(MAX_PAGES, 0.75f, true);

    private final Map<Long, Map<Executor, Set<Subscriber>>> waiting = new LinkedHashMap<>();
    private final Set<Long> loading = new HashSet<>();
    private long bytes;
    private int members;

    Broadcast(ChannelLog log, ChannelId channel, Executor readers) {
        this.log = log;
        this.channel = channel;
        this.readers = readers;
    }

    ChannelId channel() {
        return channel;
    }

    synchronized void join() {
        members++;
    }

    /** @return whether no subscriber is left */
    synchronized boolean leave() {
        return --members == 0;
    }

    /** There may be more. On the appending thread, among others: it only takes note. */
    void appended() {
        if (looking.compareAndSet(false, true)) {
            read(this::look);
        }
    }

    private void read(Runnable task) {
        try {
            readers.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("The readers have ended with their server", e);
        }
    }

    private void look() {
        // Each append from here on checks again.
        looking.set(false);
        long end = log.end(channel);
        List<Long> wanted = new ArrayList<>();
        synchronized (this) {
            for (Long from : waiting.keySet()) {
                if (from < end && loading.add(from)) {
                    wanted.add(from);
                }
            }
        }
        wanted.stream().skip(1).forEach(from -> read(() -> load(from)));
        wanted.stream().limit(1).forEach(this::load);
    }

    /** @return the page that begins there; null if it is not here: then the subscription is called when it is */
    @Nullable
    SharedPage page(long from, Subscriber subscription) {
        boolean isFirst;
        synchronized (this) {
            SharedPage page = pages.get(from);
            if (page != null) {
                return page;
            }
            isFirst = !waiting.containsKey(from);
            waiting.computeIfAbsent(from, ignored -> new LinkedHashMap<>())
                    .computeIfAbsent(subscription.loop(), ignored -> new LinkedHashSet<>())
                    .add(subscription);
        }
        // Later waits need no check: the first one checks after it waits, and each append checks again.
        if (isFirst) {
            appended();
        }
        return null;
    }

    /** Ends the calls of the subscription. */
    synchronized void forget(long from, Subscriber subscription) {
        Map<Executor, Set<Subscriber>> loops = waiting.get(from);
        Set<Subscriber> subscriptions = loops == null ? null : loops.get(subscription.loop());
        if (loops == null || subscriptions == null) {
            return;
        }
        subscriptions.remove(subscription);
        if (subscriptions.isEmpty()) {
            loops.remove(subscription.loop());
        }
        if (loops.isEmpty()) {
            waiting.remove(from);
        }
    }

    private void load(long from) {
        try {
            Page page = log.read(channel, from, null, PAGE).upTo(PAGE_BYTES);
            if (page.next() <= from) {
                notYet(from);
            } else {
                SharedPage shared = new SharedPage(channel, from, page);
                wake(loaded(from, shared), subscription -> subscription.resume(shared));
            }
        } catch (RuntimeException e) {
            LOG.error("Subscriptions of {} end because the page at {} cannot be read", channel, from, e);
            wake(loaded(from, null), subscription -> subscription.fail(e));
        }
    }

    /** The log has nothing new after all; the next append calls again. */
    private void notYet(long from) {
        synchronized (this) {
            loading.remove(from);
        }
        if (log.end(channel) > from) {
            appended();
        }
    }

    private synchronized Map<Executor, Set<Subscriber>> loaded(long from, @Nullable SharedPage page) {
        loading.remove(from);
        if (page != null) {
            pages.put(from, page);
            bytes += page.bytes();
            evict();
        }
        Map<Executor, Set<Subscriber>> woken = waiting.remove(from);
        return woken == null ? Map.of() : woken;
    }

    private void evict() {
        var oldest = pages.entrySet().iterator();
        while (pages.size() > 1 && (pages.size() > MAX_PAGES || bytes > MAX_BYTES)) {
            bytes -= oldest.next().getValue().bytes();
            oldest.remove();
        }
    }

    /** One task for each loop, not one for each subscription. */
    private static void wake(Map<Executor, Set<Subscriber>> woken, Consumer<Subscriber> call) {
        woken.forEach((loop, subscriptions) -> {
            try {
                loop.execute(() -> subscriptions.forEach(call));
            } catch (RejectedExecutionException e) {
                LOG.debug("A loop has ended with its server", e);
            }
        });
    }
}
