package io.mist.server.channel.rocksdb;

import io.mist.server.channel.Batch;
import io.mist.server.channel.MessageCodec;
import io.mist.server.channel.MessageCodec.Stretch;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Writes the stretches of messages that are written one after the other. */
final class StretchWriter {

    private final WriteBatch write;
    private final ColumnFamilyHandle family;
    private final LogEnds ends;
    private long first;
    private int count;
    private long bytes;
    private Instant at = Instant.EPOCH;
    private boolean hasKeys;
    private Batch.@Nullable Origin origin;

    StretchWriter(WriteBatch write, ColumnFamilyHandle family, LogEnds ends) {
        this.write = write;
        this.family = family;
        this.ends = ends;
    }

    /** @param origin of the batch that this message begins; else null */
    void add(long offset, int size, Instant when, boolean hasKey, Batch.@Nullable Origin begins)
            throws RocksDBException {
        if (begins != null || count == RocksDbTrim.STRETCH || offset != first + count) {
            end();
            first = offset;
            at = when;
            origin = begins;
        }
        count++;
        bytes += size;
        hasKeys |= hasKey;
    }

    void end() throws RocksDBException {
        if (count > 0) {
            write.put(family, ends.key(first), MessageCodec.encode(new Stretch(count, bytes, at, hasKeys, origin)));
        }
        count = 0;
        bytes = 0;
        hasKeys = false;
    }
}
