package io.mist.server.channel;

import io.mist.server.channel.MessageCodec.Stretch;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Retention;
import java.time.Instant;
import java.util.List;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.Range;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.SizeApproximationFlag;
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Retention of a {@link RocksDbLog}. Messages are removed by the stretch: the log's start moves over it, and what points to it
 * goes. The space is freed later and at once for many of them, by the file: markers of what is removed, written all the time, would
 * make RocksDB write every message once more.
 */
final class RocksDbTrim {

    /** So many messages are removed together, or those of a batch that has fewer. */
    static final int STRETCH = 1_000;

    /** With one append at most so many stretches are removed, or twice as many as it brings. */
    private static final int MAX_STRETCHES = 100;

    /** Space is freed when it is this part of what is kept. */
    private static final int FREED_PART = 4;

    private final RocksDB db;
    private final Families families;
    private final WriteOptions durable;
    private final WriteOptions unsynced;

    /** The column families that retention has to do with. */
    record Families(
            ColumnFamilyHandle messages,
            ColumnFamilyHandle stretches,
            ColumnFamilyHandle lasts,
            ColumnFamilyHandle firsts,
            ColumnFamilyHandle pushes,
            ColumnFamilyHandle latest,
            ColumnFamilyHandle cursors) {}

    RocksDbTrim(RocksDB db, Families families, WriteOptions durable, WriteOptions unsynced) {
        this.db = db;
        this.families = families;
        this.durable = durable;
        this.unsynced = unsynced;
    }

    /** @param appended how many messages have just come */
    void trim(ChannelId channel, Tail tail, Retention keep, Instant oldest, long appended) throws RocksDBException {
        long most = Math.max(MAX_STRETCHES, 2 * (appended / STRETCH + 1));
        long start = tail.start;
        long bytes = tail.bytes;
        try (WriteBatch write = new WriteBatch();
                RocksIterator at = db.newIterator(families.stretches())) {
            at.seek(tail.key(start));
            for (long looked = 0; at.isValid() && tail.has(at.key()) && looked < most; looked++, at.next()) {
                Stretch stretch = MessageCodec.decodeStretch(at.value());
                if (bytes <= keep.bytes() && !stretch.at().isBefore(oldest)) {
                    break;
                }
                long first = MessageCodec.offset(at.key());
                forget(write, channel, tail, first, stretch);
                write.delete(families.stretches(), at.key());
                bytes -= stretch.bytes();
                start = first + stretch.count();
            }
            if (start > tail.start) {
                moveStart(write, channel, tail, start, bytes);
            }
        }
    }

    private void moveStart(WriteBatch write, ChannelId channel, Tail tail, long start, long bytes)
            throws RocksDBException {
        tail.unfreed += tail.bytes - bytes;
        boolean frees = tail.unfreed >= bytes / FREED_PART;
        write.put(families.cursors(), MessageCodec.endKey(channel), MessageCodec.numbers(tail.end, bytes, start));
        // First, so that a reader who misses messages knows why.
        tail.start = start;
        tail.bytes = bytes;
        db.write(frees ? durable : unsynced, write);
        if (frees) {
            free(tail);
        }
    }

    /** Whole files are dropped; what is left in files with others is marked only if it is much. */
    private void free(Tail tail) throws RocksDBException {
        byte[] from = tail.key(0);
        byte[] to = tail.key(tail.start);
        db.deleteFilesInRanges(families.messages(), List.of(from, to), false);
        try (Slice low = new Slice(from);
                Slice high = new Slice(to)) {
            long left = db.getApproximateSizes(
                            families.messages(),
                            List.of(new Range(low, high)),
                            SizeApproximationFlag.INCLUDE_FILES,
                            SizeApproximationFlag.INCLUDE_MEMTABLES)[0];
            if (left > tail.bytes / FREED_PART) {
                db.deleteRange(families.messages(), unsynced, from, to);
            }
        }
        tail.unfreed = 0;
    }

    /** Removes what points to messages that are removed. */
    private void forget(WriteBatch write, ChannelId channel, Tail tail, long first, Stretch stretch)
            throws RocksDBException {
        if (stretch.hasKeys()) {
            forgetLatest(write, channel, tail, first, stretch.count());
        }
        if (stretch.origin() instanceof Batch.Published published) {
            write.delete(families.firsts(), MessageCodec.firstKey(channel, published));
            forgetSender(write, channel, published);
        } else if (stretch.origin() instanceof Batch.Pushed pushed && pushed.key() != null) {
            write.delete(families.pushes(), MessageCodec.pushKey(channel, pushed.key()));
        }
    }

    private void forgetLatest(WriteBatch write, ChannelId channel, Tail tail, long first, int count)
            throws RocksDBException {
        try (RocksIterator at = db.newIterator(families.messages())) {
            at.seek(tail.key(first));
            for (; at.isValid() && tail.has(at.key()); at.next()) {
                long offset = MessageCodec.offset(at.key());
                if (offset >= first + count) {
                    return;
                }
                String key = MessageCodec.decode(offset, at.value()).key();
                if (key != null) {
                    forgetLatest(write, MessageCodec.latestKey(channel, key), offset);
                }
            }
        }
    }

    private void forgetLatest(WriteBatch write, byte[] latestKey, long offset) throws RocksDBException {
        byte[] known = db.get(families.latest(), latestKey);
        if (known != null && MessageCodec.number(known) == offset) {
            write.delete(families.latest(), latestKey);
        }
    }

    /** Tasks that send single messages are senders of their own: their numbers go with the last of what they sent. */
    private void forgetSender(WriteBatch write, ChannelId channel, Batch.Published sent) throws RocksDBException {
        if (sent.isEpoch()) {
            return;
        }
        byte[] lastKey = MessageCodec.lastKey(channel, sent.run(), sent.query());
        byte[] last = db.get(families.lasts(), lastKey);
        if (last != null && MessageCodec.number(last) <= sent.number()) {
            write.delete(families.lasts(), lastKey);
        }
    }
}
