package io.mist.server.channel.rocksdb;

import io.mist.server.channel.Batch;
import io.mist.server.channel.MessageCodec;
import io.mist.server.channel.MessageCodec.Stretch;
import io.mist.server.gate.message.Retention;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.rocksdb.Range;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.SizeApproximationFlag;
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;

/**
 * Retention of a {@link RocksDbLog}. Messages are removed by the stretch: the log's start moves over it, and what points to it
 * goes. The space is freed later and at once for many of them, by the file: markers of what is removed, written all the time, would
 * make RocksDB write every message once more.
 */
final class RocksDbTrim {

    /** The number of messages that are removed together, or those of a batch that has fewer. */
    static final int STRETCH = 1_000;

    /** With one append at most so many stretches are removed, or twice as many as it brings. */
    private static final int MAX_STRETCHES = 100;

    /** Space is freed when it is this part of what is kept. */
    private static final int FREED_PART = 4;

    private final RocksDbDirectory directory;
    private final RocksDB db;
    private final RocksDbFamilies families;

    RocksDbTrim(RocksDbDirectory directory) {
        this.directory = directory;
        this.db = directory.db();
        this.families = directory.families();
    }

    /** @param appended how many messages have just come */
    void trim(LogEnds ends, Retention keep, Instant oldest, long appended) throws RocksDBException {
        long most = Math.max(MAX_STRETCHES, 2 * (appended / STRETCH + 1));
        long start = ends.start;
        long bytes = ends.bytes;
        try (WriteBatch write = new WriteBatch();
                RocksIterator at = db.newIterator(families.stretches())) {
            at.seek(ends.key(start));
            for (long looked = 0; at.isValid() && ends.has(at.key()) && looked < most; looked++, at.next()) {
                Stretch stretch = MessageCodec.decodeStretch(at.value());
                if (bytes <= keep.bytes() && !stretch.at().isBefore(oldest)) {
                    break;
                }
                long first = LogKeys.offset(at.key());
                forget(write, ends, first, stretch);
                write.delete(families.stretches(), at.key());
                bytes -= stretch.bytes();
                start = first + stretch.count();
            }
            if (start > ends.start) {
                moveStart(write, ends, start, bytes);
            }
        }
    }

    /** Removes all messages. */
    void trimAll(LogEnds ends) throws RocksDBException {
        long before;
        do {
            before = ends.start;
            trim(ends, new Retention(Duration.ZERO, -1), Instant.MIN, 0);
        } while (ends.start > before);
    }

    private void moveStart(WriteBatch write, LogEnds ends, long start, long bytes) throws RocksDBException {
        ends.unfreed += ends.bytes - bytes;
        boolean frees = ends.unfreed >= bytes / FREED_PART;
        write.put(families.cursors(), LogKeys.endKey(ends.prefix), LogKeys.numbers(ends.end, bytes, start));
        // First, so that a reader who misses messages knows why.
        ends.start = start;
        ends.bytes = bytes;
        if (frees) {
            directory.write(write);
            free(ends);
        } else {
            directory.writeUnsynced(write);
        }
    }

    /** Whole files are dropped; what is left in files with others is marked only if it is much. */
    private void free(LogEnds ends) throws RocksDBException {
        byte[] from = ends.key(0);
        byte[] to = ends.key(ends.start);
        db.deleteFilesInRanges(families.messages(), List.of(from, to), false);
        try (Slice low = new Slice(from);
                Slice high = new Slice(to)) {
            long left = db.getApproximateSizes(
                            families.messages(),
                            List.of(new Range(low, high)),
                            SizeApproximationFlag.INCLUDE_FILES,
                            SizeApproximationFlag.INCLUDE_MEMTABLES)[0];
            if (left > ends.bytes / FREED_PART) {
                db.deleteRange(families.messages(), directory.unsynced(), from, to);
            }
        }
        ends.unfreed = 0;
    }

    /** Removes what points to messages that are removed. */
    private void forget(WriteBatch write, LogEnds ends, long first, Stretch stretch) throws RocksDBException {
        if (stretch.hasKeys()) {
            forgetLatest(write, ends, first, stretch.count());
        }
        if (stretch.origin() instanceof Batch.Published published) {
            write.delete(families.firsts(), LogKeys.firstKey(ends.prefix, published));
            forgetSender(write, ends, published);
        } else if (stretch.origin() instanceof Batch.Pushed pushed && pushed.key() != null) {
            write.delete(families.pushes(), LogKeys.pushKey(ends.prefix, pushed.key()));
        }
    }

    private void forgetLatest(WriteBatch write, LogEnds ends, long first, int count) throws RocksDBException {
        try (RocksIterator at = db.newIterator(families.messages())) {
            at.seek(ends.key(first));
            for (; at.isValid() && ends.has(at.key()); at.next()) {
                long offset = LogKeys.offset(at.key());
                if (offset >= first + count) {
                    return;
                }
                String key = MessageCodec.decode(offset, at.value()).key();
                if (key != null) {
                    forgetLatest(write, LogKeys.latestKey(ends.prefix, key), offset);
                }
            }
        }
    }

    private void forgetLatest(WriteBatch write, byte[] latestKey, long offset) throws RocksDBException {
        byte[] known = db.get(families.latest(), latestKey);
        if (known != null && LogKeys.number(known) == offset) {
            write.delete(families.latest(), latestKey);
        }
    }

    /** Tasks that send single messages are senders of their own: their numbers go with the last of what they sent. */
    private void forgetSender(WriteBatch write, LogEnds ends, Batch.Published sent) throws RocksDBException {
        if (sent.isEpoch()) {
            return;
        }
        byte[] lastKey = LogKeys.lastKey(ends.prefix, sent.run(), sent.query());
        byte[] last = db.get(families.lasts(), lastKey);
        if (last != null && LogKeys.number(last) <= sent.number()) {
            write.delete(families.lasts(), lastKey);
        }
    }
}
