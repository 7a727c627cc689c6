package io.mist.server.config;

import java.time.Duration;

/**
 * Runs in general.
 *
 * @param logBytes how much of each run's log is kept; then it is full, and later lines are dropped
 * @param describeTimeout how long reading an artifact's contracts may take
 * @param waitMax the longest that a caller may wait for a run in one request
 */
public record RunsConfig(long logBytes, Duration describeTimeout, Duration waitMax) {

    static RunsConfig read(Section runs) {
        var config = new RunsConfig(
                runs.bytes("log-bytes", 10L << 20, 1L << 10, 10L << 30),
                runs.duration("describe-timeout", Duration.ofSeconds(60), Duration.ofSeconds(1), Duration.ofHours(1)),
                runs.duration("wait-max", Duration.ofMinutes(5), Duration.ofSeconds(1), Duration.ofDays(1)));
        runs.rejectUnknown();
        return config;
    }
}
