package io.mist.server.config;

import java.time.Duration;
import java.util.Optional;

/**
 * Outputs and their logs.
 *
 * @param maxEpochBytes the most that one micro-batch may send to one output
 * @param maxMessageBytes the largest message
 */
public record OutputsConfig(long maxEpochBytes, long maxMessageBytes, Retention retention) {

    /**
     * What a channel's log keeps; what goes beyond either is removed, oldest first.
     *
     * @param age empty to keep messages however old
     * @param size bytes per channel
     */
    public record Retention(Optional<Duration> age, long size) {

        static Retention read(Section retention) {
            var config = new Retention(
                    retention.durationOrInfinite("age", Optional.of(Duration.ofDays(7)), Duration.ofSeconds(1)),
                    retention.bytes("size", 1L << 30, 1L << 20, 1L << 50));
            retention.rejectUnknown();
            return config;
        }
    }

    static OutputsConfig read(Section outputs) {
        var config = new OutputsConfig(
                outputs.bytes("max-epoch-bytes", 64L << 20, 1L << 10, 1L << 30),
                outputs.bytes("max-message-bytes", 1L << 20, 1L << 10, 1L << 30),
                Retention.read(outputs.section("retention")));
        if (config.maxMessageBytes() > config.maxEpochBytes()) {
            outputs.wrong(
                    "max-message-bytes",
                    Units.text(config.maxMessageBytes()) + " (expected: at most mist.outputs.max-epoch-bytes, "
                            + Units.text(config.maxEpochBytes()) + ")");
        }
        outputs.rejectUnknown();
        return config;
    }
}
