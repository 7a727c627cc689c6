package io.mist.server.channel.rocksdb;

import io.mist.protocol.MistException;
import io.mist.server.channel.DeclaredKinds;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * The number of the format in which a directory of logs is written. Format 1, in which a channel was a route and a name,
 * has no number.
 */
final class RocksDbFormat {

    /** Channels have kinds. */
    static final long CURRENT = 2;

    private static final byte[] KEY = "format".getBytes(StandardCharsets.UTF_8);

    private RocksDbFormat() {}

    /** Brings a directory to the current format; nothing if it has it. */
    static void upgrade(Path path, RocksDbDirectory directory, DeclaredKinds declared) throws RocksDBException {
        byte[] found = directory.db().get(directory.families().format(), KEY);
        if (found == null) {
            new KindMigration(directory, declared).run();
        } else if (LogKeys.number(found) > CURRENT) {
            throw newer(path, "format " + LogKeys.number(found));
        }
    }

    static void note(WriteBatch write, RocksDbFamilies families) throws RocksDBException {
        write.put(families.format(), KEY, LogKeys.number(CURRENT));
    }

    static MistException newer(Path path, String what) {
        return MistException.resources(
                "newer-format",
                "a newer version of Mist has written the channel logs in " + path + ": " + what
                        + " (expected: at most format " + CURRENT
                        + "); start the newer version, or restore the data directory from before the update");
    }
}
