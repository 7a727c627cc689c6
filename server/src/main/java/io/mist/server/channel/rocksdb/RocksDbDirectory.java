package io.mist.server.channel.rocksdb;

import io.mist.protocol.MistException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** An open RocksDB and what has to be closed with it. Safe for any thread. */
final class RocksDbDirectory implements AutoCloseable {

    static {
        RocksDB.loadLibrary();
    }

    private final RocksDB db;
    private final DBOptions options;
    private final ColumnFamilyOptions familyOptions;
    private final RocksDbFamilies families;
    private final WriteOptions durable;
    private final WriteOptions unsynced = new WriteOptions();
    /** Shared by all uses of the database: a use of a closed one would end the process. */
    private final ReadWriteLock use = new ReentrantReadWriteLock();

    private boolean closed;

    /** The work with an open database. */
    @FunctionalInterface
    interface Task<T> {
        T run() throws RocksDBException;
    }

    private RocksDbDirectory(
            RocksDB db,
            DBOptions options,
            ColumnFamilyOptions familyOptions,
            RocksDbFamilies families,
            boolean synced) {
        this.db = db;
        this.options = options;
        this.familyOptions = familyOptions;
        this.families = families;
        this.durable = new WriteOptions().setSync(synced);
    }

    /**
     * @param synced whether {@link #write} survives a crash of the machine
     * @throws MistException of kind resources: code {@code newer-format} if a newer version has written it, else {@code
     *     log-failed}
     */
    static RocksDbDirectory open(Path directory, boolean synced) {
        try {
            Files.createDirectories(directory);
            rejectUnknownFamilies(directory);
            return openKnown(directory, synced);
        } catch (RocksDBException | IOException e) {
            throw MistException.resources(
                            "log-failed",
                            "cannot open the channel logs in " + directory + ": " + e.getMessage()
                                    + " (is another Mist using this data directory?)")
                    .causedBy(e);
        }
    }

    private static RocksDbDirectory openKnown(Path directory, boolean synced) throws RocksDBException {
        DBOptions options = new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setKeepLogFileNum(4);
        // The same for all levels: a file that needs no other compression is moved to the next level as it is.
        ColumnFamilyOptions familyOptions =
                new ColumnFamilyOptions().setCompressionType(CompressionType.LZ4_COMPRESSION);
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        List<ColumnFamilyDescriptor> wanted = new ArrayList<>();
        for (String name : RocksDbFamilies.NAMES) {
            wanted.add(new ColumnFamilyDescriptor(name.getBytes(StandardCharsets.UTF_8), familyOptions));
        }
        RocksDB db = RocksDB.open(options, directory.toString(), wanted, handles);
        return new RocksDbDirectory(db, options, familyOptions, RocksDbFamilies.of(handles), synced);
    }

    /** RocksDB opens no database with a family that is not named, and its message would not say why. */
    private static void rejectUnknownFamilies(Path directory) throws RocksDBException {
        try (Options options = new Options()) {
            for (byte[] name : RocksDB.listColumnFamilies(options, directory.toString())) {
                String family = new String(name, StandardCharsets.UTF_8);
                if (!RocksDbFamilies.NAMES.contains(family)) {
                    throw RocksDbFormat.newer(directory, "it has '" + family + "'");
                }
            }
        }
    }

    RocksDB db() {
        return db;
    }

    RocksDbFamilies families() {
        return families;
    }

    /** Durable when it returns. */
    void write(WriteBatch batch) throws RocksDBException {
        db.write(durable, batch);
    }

    /** Durable with the next {@link #write}. */
    void writeUnsynced(WriteBatch batch) throws RocksDBException {
        db.write(unsynced, batch);
    }

    WriteOptions unsynced() {
        return unsynced;
    }

    /**
     * Does what needs an open database.
     *
     * @param what the log cannot do if RocksDB fails, for the message
     * @throws MistException of kind resources, code {@code log-closed} or {@code log-failed}
     */
    <T> T use(String what, Task<T> task) {
        use.readLock().lock();
        try {
            if (closed) {
                throw MistException.resources("log-closed", "the channel logs are closed: the server is stopping");
            }
            return task.run();
        } catch (RocksDBException e) {
            throw MistException.resources("log-failed", "cannot " + what + ": " + e.getMessage())
                    .causedBy(e);
        } finally {
            use.readLock().unlock();
        }
    }

    @Override
    public void close() {
        use.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                families.all().forEach(ColumnFamilyHandle::close);
                durable.close();
                unsynced.close();
                db.close();
                options.close();
                familyOptions.close();
            }
        } finally {
            use.writeLock().unlock();
        }
    }
}
