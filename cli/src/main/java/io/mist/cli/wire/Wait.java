package io.mist.cli.wire;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long the user wants to wait.
 *
 * @param atMost null: as long as it takes
 */
public record Wait(@Nullable Duration atMost) {

    /** As long as it takes. */
    public static final Wait FOREVER = new Wait(null);

    /** How long the server is asked to wait at once: short enough for proxies, which end idle connections. */
    static final Duration SLICE = Duration.ofSeconds(30);

    /** The wait as it runs down from now on. */
    public Deadline begin() {
        return new Deadline(atMost, System.nanoTime());
    }

    /** A wait that has begun. */
    public record Deadline(@Nullable Duration atMost, long began) {

        /** What to ask the server for next: at most a slice, and no more than is left. */
        public Duration slice() {
            if (atMost == null) {
                return SLICE;
            }
            Duration left = left(atMost);
            return left.compareTo(SLICE) < 0 ? left : SLICE;
        }

        public boolean isOver() {
            return atMost != null && left(atMost).isZero();
        }

        private Duration left(Duration whole) {
            Duration left = whole.minusNanos(System.nanoTime() - began);
            return left.isNegative() ? Duration.ZERO : Duration.ofMillis(left.toMillis());
        }
    }
}
