package io.mist.server.config;

/**
 * Live values.
 *
 * @param maxBytes of all live values of a run together, as JSON
 */
public record LiveConfig(long maxBytes) {

    public static final long DEFAULT_MAX_BYTES = 16L << 20;

    /** What fits into one message to a worker, and into one of the embedded broker. */
    private static final long MOST_BYTES = 32L << 20;

    static LiveConfig read(Section live) {
        var config = new LiveConfig(live.bytes("max-bytes", DEFAULT_MAX_BYTES, 1L << 10, MOST_BYTES));
        live.rejectUnknown();
        return config;
    }
}
