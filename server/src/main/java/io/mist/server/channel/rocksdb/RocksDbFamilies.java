package io.mist.server.channel.rocksdb;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;

/**
 * The column families of a {@link RocksDbLog}.
 *
 * @param format its number, see {@link RocksDbFormat}
 * @param kinds of the channels that are older than kinds, by prefix
 */
record RocksDbFamilies(
        ColumnFamilyHandle format,
        ColumnFamilyHandle messages,
        ColumnFamilyHandle lasts,
        ColumnFamilyHandle firsts,
        ColumnFamilyHandle pushes,
        ColumnFamilyHandle latest,
        ColumnFamilyHandle cursors,
        ColumnFamilyHandle stretches,
        ColumnFamilyHandle kinds) {

    private static final String DEFAULT = new String(RocksDB.DEFAULT_COLUMN_FAMILY, StandardCharsets.UTF_8);

    /** In the order of the handles. */
    static final List<String> NAMES =
            List.of(DEFAULT, "messages", "lasts", "firsts", "pushes", "latest", "cursors", "stretches", "kinds");

    /** @param handles as {@link #NAMES} */
    static RocksDbFamilies of(List<ColumnFamilyHandle> handles) {
        return new RocksDbFamilies(
                handles.get(0),
                handles.get(1),
                handles.get(2),
                handles.get(3),
                handles.get(4),
                handles.get(5),
                handles.get(6),
                handles.get(7),
                handles.get(8));
    }

    List<ColumnFamilyHandle> all() {
        return List.of(format, messages, lasts, firsts, pushes, latest, cursors, stretches, kinds);
    }
}
