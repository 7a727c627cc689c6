package io.mist.server.door;

import com.linecorp.armeria.client.retry.Backoff;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Pauses between attempts, each longer than the one before, until one succeeds. Confined to a thread. */
public final class Pauses {

    private static final long SHORTEST_MILLIS = 250;
    private static final long LONGEST_MILLIS = 15_000;

    public static final Backoff USUAL = Backoff.exponential(SHORTEST_MILLIS, LONGEST_MILLIS);

    private int failures;

    /** A pause of a random length, at least half of what it would be: clients that fail together return one by one. */
    public static Backoff spread(Backoff backoff) {
        return backoff.withJitter(-0.5, 0);
    }

    /** Whether a failure now is the first one, and so worth a line in the log. */
    public boolean isNews() {
        return failures == 0;
    }

    public void succeeded() {
        failures = 0;
    }

    /** The pause after one more failure. */
    public long nextMillis() {
        failures++;
        return USUAL.nextDelayMillis(failures);
    }

    /** The pause after one more failure, unless the latch opens before. */
    public void pause(CountDownLatch closing) throws InterruptedException {
        boolean ignored = closing.await(nextMillis(), TimeUnit.MILLISECONDS);
    }
}
