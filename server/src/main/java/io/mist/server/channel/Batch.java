package io.mist.server.channel;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group of messages that becomes visible at once.
 *
 * @param origin where it comes from, by which a replay is recognised
 * @param live the version of the run's live values; 0 for what a client pushed
 */
public record Batch(Origin origin, long live, Instant at, List<Entry> entries) {

    public Batch {
        entries = List.copyOf(entries);
    }

    /** Where a batch comes from. */
    public sealed interface Origin {}

    /**
     * From a run. The numbers of one run and query grow: a batch whose number is not above the last is a replay.
     *
     * @param query the query or, of messages sent one by one, the name of the sender within the run
     * @param number the epoch or, of messages sent one by one, the number of the first
     */
    public record Published(String run, String query, long number, boolean isEpoch) implements Origin {

        public static Published epoch(String run, String query, long epoch) {
            return new Published(run, query, epoch, true);
        }

        public static Published sent(String run, String sender, long number) {
            return new Published(run, sender, number, false);
        }
    }

    /**
     * What a client pushed.
     *
     * @param key the client's idempotency key: a batch with the key of one that is in the log is a replay; null for none
     * @param digest hash of what was pushed, to distinguish a replay from another push under the same key
     */
    public record Pushed(@Nullable String key, String digest) implements Origin {}

    /**
     * One message.
     *
     * @param partition of the query's result that it comes from; 0 outside a query
     * @param seq its number within the partition, from 0
     * @param key what it is about; null if its channel has no key
     * @param data JSON text in UTF-8
     */
    public record Entry(int partition, int seq, @Nullable String key, byte[] data) {}

    /** The run it comes from; empty for what a client pushed. */
    public String run() {
        return origin instanceof Published published ? published.run() : "";
    }
}
