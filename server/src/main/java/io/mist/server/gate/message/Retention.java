package io.mist.server.gate.message;

import java.time.Duration;
import java.util.Optional;

/**
 * What may be removed from a channel's log: messages older than {@code age}, and the oldest ones above {@code bytes}.
 */
public record Retention(Duration age, long bytes) {

    /** The settings of retention that a route has for a channel. */
    public record Settings(Optional<Duration> age, Optional<Long> bytes) {

        public static final Settings NONE = new Settings(Optional.empty(), Optional.empty());

        public Retention over(Retention server) {
            return new Retention(age.orElse(server.age()), bytes.orElse(server.bytes()));
        }
    }
}
