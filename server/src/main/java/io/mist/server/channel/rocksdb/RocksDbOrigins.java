package io.mist.server.channel.rocksdb;

import io.mist.protocol.MistException;
import io.mist.server.channel.Batch;
import io.mist.server.channel.MessageCodec;
import io.mist.server.channel.Receipt;
import java.util.Optional;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * What a log remembers of where its batches come from, by which it recognises a replay: by run and query the number of the
 * last batch (numbers only grow) and the first offset of each; by idempotency key what was pushed. The lock of the log's
 * {@link LogEnds} is held.
 */
final class RocksDbOrigins {

    private final RocksDB db;
    private final RocksDbFamilies families;

    RocksDbOrigins(RocksDbDirectory directory) {
        this.db = directory.db();
        this.families = directory.families();
    }

    /** The answer to a batch if it is a replay. */
    Optional<Receipt> known(LogEnds ends, Batch batch) throws RocksDBException {
        if (batch.origin() instanceof Batch.Published published) {
            return isKnown(ends, published) ? Optional.of(new Receipt(false, -1, 0)) : Optional.empty();
        }
        return batch.origin() instanceof Batch.Pushed pushed && pushed.key() != null
                ? known(ends, pushed, pushed.key())
                : Optional.empty();
    }

    /** Whether this batch or a later one of the same sender is in the log. */
    boolean isKnown(LogEnds ends, Batch.Published batch) throws RocksDBException {
        byte[] last = db.get(families.lasts(), LogKeys.lastKey(ends.prefix, batch.run(), batch.query()));
        return last != null && LogKeys.number(last) >= batch.number();
    }

    private Optional<Receipt> known(LogEnds ends, Batch.Pushed pushed, String key) throws RocksDBException {
        byte[] known = db.get(families.pushes(), LogKeys.pushKey(ends.prefix, key));
        if (known == null) {
            return Optional.empty();
        }
        MessageCodec.PushRecord push = MessageCodec.decodePush(known);
        if (!push.digest().equals(pushed.digest())) {
            throw MistException.caller(
                    "key-reused",
                    "the idempotency key '" + key + "' was used for another push to " + ends.channel
                            + " (expected: a new key for new messages)");
        }
        return Optional.of(new Receipt(false, push.first(), push.count()));
    }

    void put(WriteBatch write, LogEnds ends, Batch.Origin origin, long first, int count) throws RocksDBException {
        if (origin instanceof Batch.Published published) {
            putLast(write, ends, published);
            if (count > 0) {
                putFirst(write, ends, published, first);
            }
        } else if (origin instanceof Batch.Pushed pushed && pushed.key() != null) {
            write.put(
                    families.pushes(),
                    LogKeys.pushKey(ends.prefix, pushed.key()),
                    MessageCodec.encode(new MessageCodec.PushRecord(first, count, pushed.digest())));
        }
    }

    void putLast(WriteBatch write, LogEnds ends, Batch.Published batch) throws RocksDBException {
        write.put(
                families.lasts(),
                LogKeys.lastKey(ends.prefix, batch.run(), batch.query()),
                LogKeys.number(batch.number()));
    }

    void putFirst(WriteBatch write, LogEnds ends, Batch.Published batch, long first) throws RocksDBException {
        write.put(families.firsts(), LogKeys.firstKey(ends.prefix, batch), LogKeys.number(first));
    }
}
