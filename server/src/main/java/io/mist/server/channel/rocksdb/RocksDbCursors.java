package io.mist.server.channel.rocksdb;

import java.util.OptionalLong;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Where named readers left off. Safe for any thread. */
final class RocksDbCursors {

    private final RocksDB db;
    private final RocksDbDirectory directory;

    RocksDbCursors(RocksDbDirectory directory) {
        this.db = directory.db();
        this.directory = directory;
    }

    /** @param key from {@link LogKeys#cursorKey} or {@link LogKeys#positionKey} */
    OptionalLong read(byte[] key) throws RocksDBException {
        byte[] value = db.get(directory.families().cursors(), key);
        return value == null ? OptionalLong.empty() : OptionalLong.of(LogKeys.number(value));
    }

    /** Not synced: a reader with a cursor that is a little old reads again and misses no message. */
    void save(byte[] key, long next) throws RocksDBException {
        db.put(directory.families().cursors(), directory.unsynced(), key, LogKeys.number(next));
    }
}
