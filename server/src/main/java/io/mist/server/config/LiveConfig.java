package io.mist.server.config;

/**
 * Live values and their history.
 *
 * @param maxBytes of all live values of a run together, as JSON
 * @param historyVersions so many versions of a run are kept
 * @param historyBytes so much of a run's versions is kept, as JSON
 * @param keys the keys of so many changes of a run are known
 */
public record LiveConfig(long maxBytes, int historyVersions, long historyBytes, int keys) {

    private static final long DEFAULT_MAX_BYTES = 16L << 20;

    /** The size that fits into one message to a worker, and into one of the embedded broker. */
    private static final long MOST_BYTES = 32L << 20;

    static LiveConfig read(Section live) {
        var config = new LiveConfig(
                live.bytes("max-bytes", DEFAULT_MAX_BYTES, 1L << 10, MOST_BYTES),
                live.integer("history-versions", 1_000, 1, 1_000_000),
                live.bytes("history-bytes", 64L << 20, 1L << 10, 1L << 40),
                live.integer("keys", 10_000, 1, 10_000_000));
        live.rejectUnknown();
        return config;
    }
}
