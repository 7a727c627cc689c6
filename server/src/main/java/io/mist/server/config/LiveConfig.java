package io.mist.server.config;

/**
 * Live values and their history.
 *
 * @param historyVersions so many versions of a run are kept
 * @param historyBytes so much of a run's versions is kept, as JSON
 * @param keys the keys of so many changes of a run are known
 */
public record LiveConfig(int historyVersions, long historyBytes, int keys) {

    static LiveConfig read(Section live) {
        var config = new LiveConfig(
                live.integer("history-versions", 1_000, 1, 1_000_000),
                live.bytes("history-bytes", 64L << 20, 1L << 10, 1L << 40),
                live.integer("keys", 10_000, 1, 10_000_000));
        live.rejectUnknown();
        return config;
    }
}
