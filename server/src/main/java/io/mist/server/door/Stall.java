package io.mist.server.door;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Whether a client takes what it is sent. Safe for any thread. */
public final class Stall {

    /** Short enough for proxies that hang up on what is silent. */
    private static final long LONGEST_CHECK_MILLIS = 15_000;

    private final Duration atMost;
    private long waiting;
    private long since;

    /** @param atMost how long a client may take nothing */
    public Stall(Duration atMost) {
        this.atMost = atMost;
    }

    /** How often to look. */
    public long checkMillis() {
        return Math.max(10, Math.min(LONGEST_CHECK_MILLIS, atMost.toMillis() / 4));
    }

    /** @param taken complete when the client has taken something */
    public void watch(CompletableFuture<Void> taken) {
        if (taken.isDone()) {
            return;
        }
        synchronized (this) {
            if (waiting++ == 0) {
                since = System.nanoTime();
            }
        }
        taken.whenComplete((ignored, error) -> took());
    }

    private synchronized void took() {
        waiting--;
        since = System.nanoTime();
    }

    public synchronized boolean isWaiting() {
        return waiting > 0;
    }

    /** Whether the client has taken nothing of what waits for it, for too long. */
    public synchronized boolean isOver() {
        return waiting > 0 && System.nanoTime() - since > atMost.toNanos();
    }

    public Exception error() {
        return new TimeoutException("the client has taken nothing for "
                + TimeUnit.MILLISECONDS.toSeconds(atMost.toMillis()) + " s (mist.http.stalled-after)");
    }
}
