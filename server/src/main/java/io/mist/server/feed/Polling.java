package io.mist.server.feed;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Polls feeds, on its one thread: how late a change comes whose signal is lost, or that another process makes. */
public final class Polling implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Polling.class);

    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "mist-feed"));

    private Polling() {}

    public static Polling start(List<ChangeFeed<?>> feeds, Duration every) {
        Polling polling = new Polling();
        feeds.forEach(feed -> polling.thread.scheduleWithFixedDelay(
                () -> poll(feed), every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS));
        return polling;
    }

    private static void poll(ChangeFeed<?> feed) {
        try {
            feed.poll();
        } catch (RuntimeException e) {
            LOG.warn("Changes cannot be read; the next poll tries again", e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        thread.shutdown();
        if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
            thread.shutdownNow();
        }
    }
}
