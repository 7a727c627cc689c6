package io.mist.server.door;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How long a client may take nothing of what it is sent, and when to look.
 *
 * @param atMost until it is disconnected
 */
public record Stall(Duration atMost) {

    /** Short enough for proxies that hang up on what is silent. */
    private static final long LONGEST_CHECK_NANOS = TimeUnit.SECONDS.toNanos(15);

    private static final long SHORTEST_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long BEAT_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How often to look. */
    public long checkNanos() {
        return Math.max(SHORTEST_CHECK_NANOS, Math.min(LONGEST_CHECK_NANOS, atMost.toNanos() / 4));
    }

    /** When to look first: on a beat that all clients share, so that a loop wakes once for those of a second. */
    public long firstCheckNanos() {
        long every = checkNanos();
        return every - Math.floorMod(System.nanoTime(), Math.min(BEAT_NANOS, every));
    }

    /** @param since when it last took something, as {@link System#nanoTime} */
    public boolean isOver(long since) {
        return System.nanoTime() - since > atMost.toNanos();
    }

    public Exception error() {
        return new TimeoutException("the client has taken nothing for "
                + TimeUnit.MILLISECONDS.toSeconds(atMost.toMillis()) + " s (mist.http.stalled-after)");
    }
}
