package io.mist.server.config;

import java.time.Duration;

/**
 * How a failed stream run is restarted; a route may set its own.
 *
 * @param maxRestarts after so many the run is FAILED; 0 to never restart
 * @param backoff the wait before the first restart; it doubles with each
 * @param maxBackoff but is never longer than this
 * @param healthyAfter after running so long without a failure, all restarts are there again
 */
public record RestartConfig(int maxRestarts, Duration backoff, Duration maxBackoff, Duration healthyAfter) {

    public static final int MOST_RESTARTS = 1_000_000;
    public static final Duration LONGEST_BACKOFF = Duration.ofDays(1);

    static RestartConfig read(Section restart) {
        var config = new RestartConfig(
                restart.integer("max-restarts", 3, 0, MOST_RESTARTS),
                restart.duration("backoff", Duration.ofSeconds(1), Duration.ZERO, LONGEST_BACKOFF),
                restart.duration("max-backoff", Duration.ofMinutes(1), Duration.ZERO, LONGEST_BACKOFF),
                restart.duration("healthy-after", Duration.ofMinutes(10), Duration.ofSeconds(1), Duration.ofDays(365)));
        if (config.backoff().compareTo(config.maxBackoff()) > 0) {
            restart.wrong(
                    "backoff",
                    Units.text(config.backoff()) + " (expected: at most mist.restart.max-backoff, "
                            + Units.text(config.maxBackoff()) + ")");
        }
        restart.rejectUnknown();
        return config;
    }
}
