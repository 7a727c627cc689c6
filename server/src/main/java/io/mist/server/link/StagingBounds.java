package io.mist.server.link;

import io.mist.protocol.MistException;
import io.mist.server.config.OutputsConfig;
import java.util.HashMap;
import java.util.Map;

/**
 * How much is staged, of each epoch and of all. The largest of several attempts at a partition counts for the epoch, as
 * only one of them can be committed; all of them count for the whole. Safe for any thread.
 */
final class StagingBounds {

    private final OutputsConfig config;
    private final Map<Part.Epoch, Map<Integer, Long>> epochs = new HashMap<>();
    private final Map<Part.Epoch, Long> totals = new HashMap<>();
    private long all;

    StagingBounds(OutputsConfig config) {
        this.config = config;
    }

    /**
     * Takes note that a part is to grow.
     *
     * @param partBytes of its messages afterwards
     * @param cost by which all that is staged grows
     * @throws MistException if it may not
     */
    synchronized void grow(Part part, long partBytes, long cost) {
        long before = epochs.getOrDefault(part.epoch(), Map.of()).getOrDefault(part.partition(), 0L);
        long more = Math.max(0, partBytes - before);
        long total = totals.getOrDefault(part.epoch(), 0L) + more;
        if (total > config.maxEpochBytes()) {
            throw tooLarge(
                    part.epoch().query().channel(), "a micro-batch", total, "max-epoch-bytes", config.maxEpochBytes());
        }
        if (all + cost > config.maxStagedBytes()) {
            throw MistException.resources(
                    "staging-full",
                    "the micro-batches that wait for their commit take " + all + " bytes (at most "
                            + config.maxStagedBytes() + ", mist.outputs.max-staged-bytes), so that output '"
                            + part.epoch().query().channel()
                            + "' must wait; run fewer streams, or raise the setting");
        }
        all += cost;
        note(part, before + more, total);
    }

    /** As {@link #grow}, for what was there before this server. */
    synchronized void restore(StagedPart staged) {
        Part part = staged.part;
        long before = epochs.getOrDefault(part.epoch(), Map.of()).getOrDefault(part.partition(), 0L);
        long more = Math.max(0, staged.bytes - before);
        all += staged.cost();
        note(part, before + more, totals.getOrDefault(part.epoch(), 0L) + more);
    }

    private void note(Part part, long partition, long epoch) {
        epochs.computeIfAbsent(part.epoch(), ignored -> new HashMap<>()).put(part.partition(), partition);
        totals.put(part.epoch(), epoch);
    }

    void checkMessage(String channel, int size) {
        checkMessage(channel, size, config);
    }

    static void checkMessage(String channel, int size, OutputsConfig config) {
        if (size > config.maxMessageBytes()) {
            throw tooLarge(channel, "a message", size, "max-message-bytes", config.maxMessageBytes());
        }
    }

    private static MistException tooLarge(String channel, String what, long size, String setting, long most) {
        return MistException.resources(
                "output-too-large",
                what + " of output '" + channel + "' has " + size + " bytes or more (at most " + most
                        + ", mist.outputs." + setting + "); make it smaller or raise the setting");
    }

    /** A part is gone. */
    synchronized void shrink(StagedPart staged) {
        all -= staged.cost();
    }

    /** All parts of an epoch are gone. */
    synchronized void forget(Part.Epoch epoch) {
        epochs.remove(epoch);
        totals.remove(epoch);
    }

    synchronized long all() {
        return all;
    }
}
