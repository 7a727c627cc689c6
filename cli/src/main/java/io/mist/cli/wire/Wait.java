package io.mist.cli.wire;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long the user wants to wait.
 *
 * @param atMost null for no limit
 */
public record Wait(@Nullable Duration atMost) {

    /** A wait without a limit. */
    public static final Wait FOREVER = new Wait(null);

    /** The longest wait of one request: short enough for proxies, which end idle connections. */
    static final Duration SLICE = Duration.ofSeconds(30);

    /** Starts the clock. */
    public Deadline begin() {
        return new Deadline(atMost, System.nanoTime());
    }

    /** A wait that has begun. */
    public record Deadline(@Nullable Duration atMost, long began) {

        /** The wait of the next request: a slice, or what is left. */
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
