package io.mist.server.channel;

import io.mist.protocol.MistException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The logs of all channels in one RocksDB. Messages are keyed by channel and offset; beside them stands, by run and
 * query, the number of the last batch, written in the same atomic and synced write: numbers only grow, so a batch that is
 * not above it is a replay.
 */
public final class RocksDbLog implements ChannelLog {

    /** When {@code run} is given, at most so many messages of others are passed over in one read. */
    private static final int MAX_SCAN = 10_000;

    private static final byte[] MESSAGES = "messages".getBytes(StandardCharsets.UTF_8);
    private static final byte[] BATCHES = "batches".getBytes(StandardCharsets.UTF_8);
    private static final byte[] CURSORS = "cursors".getBytes(StandardCharsets.UTF_8);

    static {
        RocksDB.loadLibrary();
    }

    /**
     * What may be removed, per channel: messages older than {@code age}, and the oldest ones above {@code bytes}.
     * Checked at an append, a thousand messages at a time.
     */
    public record Retention(Duration age, long bytes) {}

    private final RocksDB db;
    private final DBOptions options;
    private final WriteOptions synced = new WriteOptions().setSync(true);
    private final ColumnFamilyHandle messages;
    private final ColumnFamilyHandle batches;
    private final ColumnFamilyHandle cursors;
    private final Retention retention;
    private final Map<ChannelId, Tail> tails = new ConcurrentHashMap<>();
    private final List<AppendListener> listeners = new CopyOnWriteArrayList<>();
    /** Shared by whoever uses the database, which must not be closed meanwhile: that would end the process. */
    private final ReadWriteLock use = new ReentrantReadWriteLock();

    private boolean closed;

    /** The ends of one channel's log; its lock is held while appending to that channel. */
    private static final class Tail {
        volatile long start;
        volatile long end;
        volatile long bytes;
    }

    private RocksDbLog(RocksDB db, DBOptions options, List<ColumnFamilyHandle> families, Retention retention) {
        this.db = db;
        this.options = options;
        this.messages = families.get(1);
        this.batches = families.get(2);
        this.cursors = families.get(3);
        this.retention = retention;
        findTails();
    }

    /** @throws MistException of kind resources if the directory cannot be opened */
    public static RocksDbLog open(Path directory, Retention retention) {
        try {
            Files.createDirectories(directory);
            DBOptions options = new DBOptions()
                    .setCreateIfMissing(true)
                    .setCreateMissingColumnFamilies(true)
                    .setKeepLogFileNum(4);
            List<ColumnFamilyHandle> families = new ArrayList<>();
            List<ColumnFamilyDescriptor> wanted = new ArrayList<>();
            for (byte[] name : List.of(RocksDB.DEFAULT_COLUMN_FAMILY, MESSAGES, BATCHES, CURSORS)) {
                wanted.add(new ColumnFamilyDescriptor(name));
            }
            RocksDB db = RocksDB.open(options, directory.toString(), wanted, families);
            return new RocksDbLog(db, options, families, retention);
        } catch (RocksDBException | java.io.IOException e) {
            throw MistException.resources(
                            "log-failed",
                            "cannot open the channel logs in " + directory + ": " + e.getMessage()
                                    + " (is another Mist using this data directory?)")
                    .causedBy(e);
        }
    }

    /** Every channel has said at its last append where it ends and how large it is. */
    private void findTails() {
        try (RocksIterator at = db.newIterator(cursors);
                RocksIterator first = db.newIterator(messages)) {
            for (at.seek(MessageCodec.endKeyPrefix()); at.isValid() && MessageCodec.isEndKey(at.key()); at.next()) {
                ChannelId channel = MessageCodec.channelOfEndKey(at.key());
                ByteBuffer said = ByteBuffer.wrap(at.value());
                Tail tail = new Tail();
                tail.end = said.getLong();
                tail.bytes = said.getLong();
                first.seek(MessageCodec.key(channel, 0));
                boolean any = first.isValid() && MessageCodec.isOf(first.key(), channel);
                tail.start = any ? MessageCodec.offset(first.key()) : tail.end;
                tails.put(channel, tail);
            }
        }
    }

    private <T> T whileOpen(Supplier<T> task) {
        use.readLock().lock();
        try {
            if (closed) {
                throw MistException.resources("log-closed", "the channel logs are closed: the server is stopping");
            }
            return task.get();
        } finally {
            use.readLock().unlock();
        }
    }

    @Override
    public boolean append(ChannelId channel, Batch batch) {
        Tail tail = tails.computeIfAbsent(channel, ignored -> new Tail());
        boolean isNew = whileOpen(() -> {
            synchronized (tail) {
                return write(channel, tail, batch);
            }
        });
        if (!isNew) {
            return false;
        }
        listeners.forEach(listener -> listener.appended(channel));
        return true;
    }

    private boolean write(ChannelId channel, Tail tail, Batch batch) {
        byte[] batchKey = MessageCodec.batchKey(channel, batch);
        try (WriteBatch write = new WriteBatch()) {
            byte[] last = db.get(batches, batchKey);
            if (last != null && ByteBuffer.wrap(last).getLong() >= batch.number()) {
                return false;
            }
            long offset = tail.end;
            long bytes = 0;
            int ordinal = 0;
            for (byte[] payload : batch.payloads()) {
                byte[] value = MessageCodec.encode(batch, ordinal++, payload);
                write.put(messages, MessageCodec.key(channel, offset++), value);
                bytes += value.length;
            }
            write.put(batches, batchKey, MessageCodec.number(batch.number()));
            write.put(cursors, MessageCodec.endKey(channel), MessageCodec.numbers(offset, tail.bytes + bytes));
            db.write(synced, write);
            tail.bytes += bytes;
            tail.end = offset;
            trim(channel, tail, batch.at());
            return true;
        } catch (RocksDBException e) {
            throw MistException.resources("log-failed", "cannot append to " + channel + ": " + e.getMessage())
                    .causedBy(e);
        }
    }

    private void trim(ChannelId channel, Tail tail, Instant now) throws RocksDBException {
        long start = tail.start;
        long bytes = tail.bytes;
        Instant oldest = now.minus(retention.age());
        try (RocksIterator at = db.newIterator(messages)) {
            int looked = 0;
            for (at.seek(MessageCodec.key(channel, start)); at.isValid() && looked < 1_000; at.next(), looked++) {
                boolean expired = MessageCodec.isOf(at.key(), channel)
                        && (bytes > retention.bytes()
                                || MessageCodec.at(at.value()).isBefore(oldest));
                if (!expired) {
                    break;
                }
                bytes -= at.value().length;
                start = MessageCodec.offset(at.key()) + 1;
            }
        }
        if (start > tail.start) {
            db.deleteRange(messages, MessageCodec.key(channel, tail.start), MessageCodec.key(channel, start));
            tail.start = start;
            tail.bytes = bytes;
        }
    }

    @Override
    public Page read(ChannelId channel, long from, @Nullable String run, int limit) {
        return whileOpen(() -> readOpen(channel, from, run, limit));
    }

    private Page readOpen(ChannelId channel, long from, @Nullable String run, int limit) {
        Tail tail = tails.get(channel);
        if (tail == null) {
            return new Page(List.of(), Math.max(0, from), null);
        }
        long start = tail.start;
        long end = tail.end;
        Page.Gap gap = from < start ? new Page.Gap(from, start - 1) : null;
        List<Message> found = new ArrayList<>();
        long next = Math.max(from, start);
        try (RocksIterator at = db.newIterator(messages)) {
            int scanned = 0;
            at.seek(MessageCodec.key(channel, next));
            // Retention may have removed messages since the ends were looked up.
            while (at.isValid()
                    && MessageCodec.isOf(at.key(), channel)
                    && next < end
                    && found.size() < limit
                    && scanned++ < MAX_SCAN) {
                Message message = MessageCodec.decode(MessageCodec.offset(at.key()), at.value());
                if (message.offset() > next) {
                    gap = new Page.Gap(from, message.offset() - 1);
                }
                if (run == null || run.equals(message.run())) {
                    found.add(message);
                }
                next = message.offset() + 1;
                at.next();
            }
        }
        return new Page(found, next, gap);
    }

    @Override
    public long start(ChannelId channel) {
        Tail tail = tails.get(channel);
        return tail == null ? 0 : tail.start;
    }

    @Override
    public long end(ChannelId channel) {
        Tail tail = tails.get(channel);
        return tail == null ? 0 : tail.end;
    }

    @Override
    public Set<ChannelId> channels() {
        return Set.copyOf(tails.keySet());
    }

    @Override
    public AutoCloseable onAppend(AppendListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public OptionalLong cursor(String reader, ChannelId channel) {
        return whileOpen(() -> readCursor(reader, channel));
    }

    private OptionalLong readCursor(String reader, ChannelId channel) {
        try {
            byte[] value = db.get(cursors, MessageCodec.cursorKey(reader, channel));
            return value == null
                    ? OptionalLong.empty()
                    : OptionalLong.of(ByteBuffer.wrap(value).getLong());
        } catch (RocksDBException e) {
            throw MistException.resources("log-failed", "cannot read the cursor of " + channel + ": " + e.getMessage())
                    .causedBy(e);
        }
    }

    @Override
    public void saveCursor(String reader, ChannelId channel, long next) {
        whileOpen(() -> {
            writeCursor(reader, channel, next);
            return true;
        });
    }

    private void writeCursor(String reader, ChannelId channel, long next) {
        try {
            // Not synced: a cursor that is a little old makes a reader read again, never miss a message.
            db.put(cursors, MessageCodec.cursorKey(reader, channel), MessageCodec.number(next));
        } catch (RocksDBException e) {
            throw MistException.resources("log-failed", "cannot save the cursor of " + channel + ": " + e.getMessage())
                    .causedBy(e);
        }
    }

    @Override
    public void close() {
        use.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                messages.close();
                batches.close();
                cursors.close();
                synced.close();
                db.close();
                options.close();
            }
        } finally {
            use.writeLock().unlock();
        }
    }
}
