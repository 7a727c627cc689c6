package io.mist.server.config;

/**
 * Inputs and their logs.
 *
 * @param maxMessageBytes the largest message
 * @param maxMessagesPerPush so many messages a client may push at once
 * @param maxWaitingBytes of all pushes that are not stored yet; above it they are rejected
 * @param maxRowsPerBatch so many messages a micro-batch takes at most, unless the route says otherwise
 */
public record InputsConfig(
        long maxMessageBytes,
        int maxMessagesPerPush,
        long maxWaitingBytes,
        int maxRowsPerBatch,
        OutputsConfig.Retention retention) {

    private static final int MOST_ROWS = 10_000_000;

    static InputsConfig read(Section inputs) {
        var config = new InputsConfig(
                inputs.bytes("max-message-bytes", 1L << 20, 1L << 10, 32L << 20),
                inputs.integer("max-messages-per-push", 10_000, 1, 1_000_000),
                inputs.bytes("max-waiting-bytes", 64L << 20, 1L << 20, 1L << 40),
                inputs.integer("max-rows-per-batch", 100_000, 1, MOST_ROWS),
                OutputsConfig.Retention.read(inputs.section("retention")));
        inputs.rejectUnknown();
        return config;
    }
}
