package io.mist.server.channel.rocksdb;

import io.mist.server.channel.MessageCodec;
import io.mist.server.channel.MessageId;
import io.mist.server.gate.message.Message;
import io.mist.server.gate.message.Page;
import io.mist.server.gate.message.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** Reads the messages of one log in an open directory. Safe for any thread. */
final class RocksDbReading {

    /** When {@code run} is given, at most so many messages of others are passed over in one read. */
    private static final int MAX_SCAN = 10_000;

    private final RocksDB db;
    private final RocksDbFamilies families;

    RocksDbReading(RocksDbDirectory directory) {
        this.db = directory.db();
        this.families = directory.families();
    }

    Page read(LogEnds ends, long from, @Nullable String run, int limit) {
        long end = ends.end;
        List<Message> found = new ArrayList<>();
        try (RocksIterator at = db.newIterator(families.messages())) {
            // Looked up after the iterator's view is settled: retention may be at work.
            long start = ends.start;
            Page.Gap gap = from < start ? new Page.Gap(from, start - 1) : null;
            long next = Math.max(from, start);
            int scanned = 0;
            at.seek(ends.key(next));
            while (at.isValid()
                    && ends.has(at.key())
                    && LogKeys.offset(at.key()) < end
                    && found.size() < limit
                    && scanned++ < MAX_SCAN) {
                Message message = MessageCodec.decode(LogKeys.offset(at.key()), at.value());
                if (run == null || run.equals(message.run())) {
                    found.add(message);
                }
                next = message.offset() + 1;
                at.next();
            }
            return new Page(found, next, gap);
        }
    }

    OptionalLong find(LogEnds ends, String id, MessageId.Place place) throws RocksDBException {
        byte[] first = firstOf(ends, place);
        return first == null || LogKeys.number(first) < ends.start
                ? OptionalLong.empty()
                : scan(ends, id, LogKeys.number(first));
    }

    private byte @Nullable [] firstOf(LogEnds ends, MessageId.Place place) throws RocksDBException {
        if (place instanceof MessageId.InBatch in) {
            return db.get(families.firsts(), LogKeys.firstKey(ends.prefix, in.batch()));
        }
        if (place instanceof MessageId.InPush in) {
            return db.get(families.pushes(), LogKeys.pushKey(ends.prefix, in.key()));
        }
        return place instanceof MessageId.At at ? LogKeys.number(at.offset()) : null;
    }

    /** Looks through the batch that begins there. */
    private OptionalLong scan(LogEnds ends, String id, long first) {
        try (RocksIterator at = db.newIterator(families.messages())) {
            for (at.seek(ends.key(first)); at.isValid() && ends.has(at.key()); at.next()) {
                MessageCodec.Stored stored = MessageCodec.decodeStored(LogKeys.offset(at.key()), at.value());
                if (stored.message().id().equals(id)) {
                    return OptionalLong.of(stored.message().offset());
                }
                if (stored.isFirst() && stored.message().offset() > first) {
                    return OptionalLong.empty();
                }
            }
        }
        return OptionalLong.empty();
    }

    Snapshot snapshot(LogEnds ends, @Nullable String after, int limit) throws RocksDBException {
        long next = ends.end;
        List<Message> found = new ArrayList<>();
        String last = null;
        try (RocksIterator at = db.newIterator(families.latest())) {
            at.seek(after == null ? ends.prefix : LogKeys.latestKey(ends.prefix, after + "\0"));
            for (; at.isValid() && LogKeys.isUnder(at.key(), ends.prefix); at.next()) {
                if (found.size() == limit) {
                    return new Snapshot(found, last, next);
                }
                long offset = LogKeys.number(at.value());
                byte[] value = db.get(families.messages(), ends.key(offset));
                last = LogKeys.keyOf(at.key(), ends.prefix);
                // Retention may just have removed it.
                if (value != null && offset >= ends.start) {
                    found.add(MessageCodec.decode(offset, value));
                }
            }
        }
        return new Snapshot(found, null, next);
    }
}
