package io.mist.worker.link;

/**
 * The pauses between attempts to reach a server that is away: they double up to a bound. By hand, as gRPC's own back-off is
 * internal, and a library would travel in the worker's jar for these few lines. Confined to one thread.
 */
final class RetryPause {

    /** Between attempts that tasks wait for, all of them, so that a server that is back has its data soon. */
    static final long SHORTEST_MILLIS = 250;

    /** At most, and after a rejection, which a further attempt is unlikely to change. */
    static final long LONGEST_MILLIS = 5_000;

    private long next = SHORTEST_MILLIS;

    /** The pause before the next attempt. */
    long nextMillis() {
        long pause = next;
        next = Math.min(LONGEST_MILLIS, next * 2);
        return pause;
    }

    /** Whether no attempt has failed since the last reset. */
    boolean isFirst() {
        return next == SHORTEST_MILLIS;
    }

    void reset() {
        next = SHORTEST_MILLIS;
    }
}
