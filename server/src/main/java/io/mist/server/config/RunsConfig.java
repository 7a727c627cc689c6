package io.mist.server.config;

import java.time.Duration;
import java.util.Optional;

/**
 * Runs in general.
 *
 * @param logBytes how much of each run's log is kept; then it is full, and later lines are dropped
 * @param describeTimeout how long reading an artifact's contracts may take
 * @param waitMax the longest that a caller may wait for a run in one request
 * @param retention how long a run is kept after its end; empty for ever
 * @param maxEnded so many ended runs are kept
 */
public record RunsConfig(
        long logBytes, Duration describeTimeout, Duration waitMax, Optional<Duration> retention, int maxEnded) {

    static RunsConfig read(Section runs) {
        var config = new RunsConfig(
                runs.bytes("log-bytes", 10L << 20, 1L << 10, 10L << 30),
                runs.duration("describe-timeout", Duration.ofSeconds(60), Duration.ofSeconds(1), Duration.ofHours(1)),
                runs.duration("wait-max", Duration.ofMinutes(5), Duration.ofSeconds(1), Duration.ofDays(1)),
                runs.durationOrInfinite("retention", Optional.of(Duration.ofDays(30)), Duration.ofMinutes(1)),
                runs.integer("max-ended", 100_000, 0, 100_000_000));
        runs.rejectUnknown();
        return config;
    }
}
