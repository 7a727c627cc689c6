package io.mist.server.door.kafka;

import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * How far the records of one partition are done, which they may be in any order. All but {@link #done} is for the thread
 * that reads.
 */
final class Progress {

    private final ConcurrentSkipListSet<Long> open = new ConcurrentSkipListSet<>();
    private long next = -1;
    private long committed = -1;

    void began(long offset) {
        open.add(offset);
        next = offset + 1;
    }

    /** Safe for any thread. */
    void done(long offset) {
        open.remove(offset);
    }

    /** The offset below which all is done; null if that is committed. */
    @Nullable
    Long toCommit() {
        Long first = open.isEmpty() ? null : lowest();
        long below = first == null ? next : first;
        return below > committed ? below : null;
    }

    private @Nullable Long lowest() {
        var each = open.iterator();
        return each.hasNext() ? each.next() : null;
    }

    void committed(long offset) {
        committed = offset;
    }
}
