package io.mist.server.door.webhook;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** How long to wait before an attempt is repeated. */
final class Backoff {

    private static final long FIRST_MILLIS = 500;
    private static final long MOST_MILLIS = 60_000;
    private static final Duration LONGEST_ASKED_FOR = Duration.ofHours(1);

    private Backoff() {}

    /**
     * @param failures so far, at least 1
     * @param retryAfter what the receiver asked for, or null
     */
    static Duration after(int failures, @Nullable Duration retryAfter) {
        if (retryAfter != null) {
            return retryAfter.compareTo(LONGEST_ASKED_FOR) > 0 ? LONGEST_ASKED_FOR : retryAfter;
        }
        long most = Math.min(MOST_MILLIS, FIRST_MILLIS << Math.min(failures - 1, 20));
        // Receivers that come back are not hit by all at once.
        return Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
    }
}
