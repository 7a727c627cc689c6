package io.mist.server.door.kafka;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Pauses between attempts: each is twice as long as the one before, until one succeeds. Confined to a thread. */
final class Backoff {

    private static final long FIRST_MILLIS = 250;
    private static final long LONGEST_MILLIS = 15_000;

    private final CountDownLatch closing;
    private int failures;

    /** @param closing ends a pause */
    Backoff(CountDownLatch closing) {
        this.closing = closing;
    }

    void succeeded() {
        failures = 0;
    }

    /** Of a number of attempts that failed one after another. */
    static long millis(int failures) {
        return Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(failures, 10));
    }

    /** Whether this is the first failure after a success, and so worth a line in the log. */
    boolean isNews() {
        return failures == 0;
    }

    /** @return whether to go on */
    boolean pause() throws InterruptedException {
        return !closing.await(millis(failures++), TimeUnit.MILLISECONDS);
    }
}
