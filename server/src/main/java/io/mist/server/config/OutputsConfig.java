package io.mist.server.config;

import java.time.Duration;
import java.util.Optional;

/**
 * Outputs and their logs.
 *
 * @param maxEpochBytes the most that one micro-batch may send to one output
 * @param maxMessageBytes the largest message
 * @param maxStagedBytes the most that all micro-batches together may take until they are committed
 */
public record OutputsConfig(long maxEpochBytes, long maxMessageBytes, long maxStagedBytes, Retention retention) {

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
                outputs.bytes("max-staged-bytes", 2L << 30, 1L << 10, 1L << 50),
                Retention.read(outputs.section("retention")));
        if (config.maxMessageBytes() > config.maxEpochBytes()) {
            outputs.wrong(
                    "max-message-bytes",
                    Units.text(config.maxMessageBytes()) + " (expected: at most mist.outputs.max-epoch-bytes, "
                            + Units.text(config.maxEpochBytes()) + ")");
        }
        if (config.maxStagedBytes() < config.maxEpochBytes()) {
            outputs.wrong(
                    "max-staged-bytes",
                    Units.text(config.maxStagedBytes()) + " (expected: at least mist.outputs.max-epoch-bytes, "
                            + Units.text(config.maxEpochBytes()) + ")");
        }
        outputs.rejectUnknown();
        return config;
    }
}
