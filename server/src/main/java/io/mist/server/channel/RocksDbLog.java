package io.mist.server.channel;

import io.mist.protocol.MistException;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Message;
import io.mist.server.gate.message.Page;
import io.mist.server.gate.message.Retention;
import io.mist.server.gate.message.Snapshot;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The logs of all channels in one RocksDB. Messages are keyed by channel and offset. Beside them stand, written in the
 * same atomic and synced write: by run and query the number of the last batch (numbers only grow, so a batch that is not
 * above it is a replay) and the first offset of each; by idempotency key what was pushed; by message key the offset of the
 * latest. All but the numbers of the last epochs go with the messages that they point to.
 */
public final class RocksDbLog implements ChannelLog {

    /** When {@code run} is given, at most so many messages of others are passed over in one read. */
    private static final int MAX_SCAN = 10_000;

    private static final byte[] MESSAGES = "messages".getBytes(StandardCharsets.UTF_8);
    private static final byte[] LASTS = "lasts".getBytes(StandardCharsets.UTF_8);
    private static final byte[] FIRSTS = "firsts".getBytes(StandardCharsets.UTF_8);
    private static final byte[] PUSHES = "pushes".getBytes(StandardCharsets.UTF_8);
    private static final byte[] LATEST = "latest".getBytes(StandardCharsets.UTF_8);
    private static final byte[] CURSORS = "cursors".getBytes(StandardCharsets.UTF_8);
    private static final byte[] STRETCHES = "stretches".getBytes(StandardCharsets.UTF_8);

    static {
        RocksDB.loadLibrary();
    }

    private final RocksDB db;
    private final DBOptions options;
    private final ColumnFamilyOptions familyOptions;
    private final List<ColumnFamilyHandle> families;
    /** How messages are written. */
    private final WriteOptions durable;

    private final WriteOptions unsynced = new WriteOptions();
    private final ColumnFamilyHandle messages;
    private final ColumnFamilyHandle lasts;
    private final ColumnFamilyHandle firsts;
    private final ColumnFamilyHandle pushes;
    private final ColumnFamilyHandle latest;
    private final ColumnFamilyHandle cursors;
    private final ColumnFamilyHandle stretches;
    private final RocksDbTrim trim;
    private final Function<ChannelId, Retention> retention;
    private final Map<ChannelId, Tail> tails = new ConcurrentHashMap<>();
    private final List<AppendListener> listeners = new CopyOnWriteArrayList<>();
    /** Shared by whoever uses the database, which must not be closed meanwhile: that would end the process. */
    private final ReadWriteLock use = new ReentrantReadWriteLock();

    private boolean closed;

    private RocksDbLog(
            RocksDB db,
            DBOptions options,
            ColumnFamilyOptions familyOptions,
            List<ColumnFamilyHandle> families,
            boolean synced,
            Function<ChannelId, Retention> retention) {
        this.db = db;
        this.durable = new WriteOptions().setSync(synced);
        this.options = options;
        this.familyOptions = familyOptions;
        this.families = families;
        this.messages = families.get(1);
        this.lasts = families.get(2);
        this.firsts = families.get(3);
        this.pushes = families.get(4);
        this.latest = families.get(5);
        this.cursors = families.get(6);
        this.stretches = families.get(7);
        this.trim = new RocksDbTrim(
                db,
                new RocksDbTrim.Families(messages, stretches, lasts, firsts, pushes, latest, cursors),
                durable,
                unsynced);
        this.retention = retention;
        findTails();
    }

    /**
     * @param retention of each channel; asked at every append
     * @throws MistException of kind resources if the directory cannot be opened
     */
    public static RocksDbLog open(Path directory, Function<ChannelId, Retention> retention) {
        return open(directory, true, retention);
    }

    /** A copy of logs that are durable elsewhere: what a crash of the machine takes can be had again. */
    static RocksDbLog openCopy(Path directory, Function<ChannelId, Retention> retention) {
        return open(directory, false, retention);
    }

    private static RocksDbLog open(Path directory, boolean synced, Function<ChannelId, Retention> retention) {
        try {
            Files.createDirectories(directory);
            DBOptions options = new DBOptions()
                    .setCreateIfMissing(true)
                    .setCreateMissingColumnFamilies(true)
                    .setKeepLogFileNum(4);
            // One for all levels: what has to be compressed anew cannot just be moved to the next.
            ColumnFamilyOptions familyOptions =
                    new ColumnFamilyOptions().setCompressionType(CompressionType.LZ4_COMPRESSION);
            List<ColumnFamilyHandle> families = new ArrayList<>();
            List<ColumnFamilyDescriptor> wanted = new ArrayList<>();
            for (byte[] name : List.of(
                    RocksDB.DEFAULT_COLUMN_FAMILY, MESSAGES, LASTS, FIRSTS, PUSHES, LATEST, CURSORS, STRETCHES)) {
                wanted.add(new ColumnFamilyDescriptor(name, familyOptions));
            }
            RocksDB db = RocksDB.open(options, directory.toString(), wanted, families);
            return new RocksDbLog(db, options, familyOptions, families, synced, retention);
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
        try (RocksIterator at = db.newIterator(cursors)) {
            for (at.seek(MessageCodec.endKeyPrefix()); at.isValid() && MessageCodec.isEndKey(at.key()); at.next()) {
                ChannelId channel = MessageCodec.channelOfEndKey(at.key());
                ByteBuffer said = ByteBuffer.wrap(at.value());
                Tail tail = new Tail(channel);
                tail.end = said.getLong();
                tail.bytes = said.getLong();
                tail.start = said.getLong();
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
    public Appended append(ChannelId channel, Batch batch) {
        return append(channel, batch, OptionalLong.empty());
    }

    /** As {@link #append(ChannelId, Batch)}, at an offset that is given; there may be a hole before it. */
    Appended appendAt(ChannelId channel, Batch batch, long first) {
        return append(channel, batch, OptionalLong.of(first));
    }

    private Appended append(ChannelId channel, Batch batch, OptionalLong first) {
        Tail tail = tails.computeIfAbsent(channel, Tail::new);
        Appended appended = whileOpen(() -> {
            synchronized (tail) {
                Optional<Appended> known = knownOpen(channel, batch);
                return known.isPresent() ? known.get() : write(channel, tail, batch, first.orElse(tail.end));
            }
        });
        if (appended.isNew()) {
            tell(channel);
        }
        return appended;
    }

    private void tell(ChannelId channel) {
        listeners.forEach(listener -> listener.appended(channel));
    }

    private Appended write(ChannelId channel, Tail tail, Batch batch, long first) {
        try (WriteBatch write = new WriteBatch()) {
            int count = batch.entries().size();
            long offset = first;
            long bytes = 0;
            byte[] head = MessageCodec.head(batch);
            Stretches noted = new Stretches(write, stretches, tail);
            for (Batch.Entry entry : batch.entries()) {
                boolean isFirst = offset == first;
                byte[] value = MessageCodec.encode(head, entry, isFirst);
                noted.add(offset, value.length, batch.at(), entry.key() != null, isFirst ? batch.origin() : null);
                putMessage(write, channel, tail, offset++, entry.key(), value);
                bytes += value.length;
            }
            noted.end();
            putOrigin(write, channel, batch.origin(), first, count);
            long end = count == 0 ? tail.end : offset;
            putEnd(write, channel, tail, end, bytes);
            trim(channel, tail, batch.at(), count);
            return new Appended(true, first, count);
        } catch (RocksDBException e) {
            throw cannotAppend(channel, e);
        }
    }

    private static MistException cannotAppend(ChannelId channel, RocksDBException e) {
        return MistException.resources("log-failed", "cannot append to " + channel + ": " + e.getMessage())
                .causedBy(e);
    }

    private void putMessage(
            WriteBatch write, ChannelId channel, Tail tail, long offset, @Nullable String key, byte[] value)
            throws RocksDBException {
        write.put(messages, tail.key(offset), value);
        if (key != null) {
            write.put(latest, MessageCodec.latestKey(channel, key), MessageCodec.number(offset));
        }
    }

    /** Says where the log ends, writes all of it, and makes it visible. */
    private void putEnd(WriteBatch write, ChannelId channel, Tail tail, long end, long moreBytes)
            throws RocksDBException {
        write.put(cursors, MessageCodec.endKey(channel), MessageCodec.numbers(end, tail.bytes + moreBytes, tail.start));
        db.write(durable, write);
        tail.bytes += moreBytes;
        tail.end = end;
    }

    private void putOrigin(WriteBatch write, ChannelId channel, Batch.Origin origin, long first, int count)
            throws RocksDBException {
        if (origin instanceof Batch.Published published) {
            write.put(
                    lasts,
                    MessageCodec.lastKey(channel, published.run(), published.query()),
                    MessageCodec.number(published.number()));
            if (count > 0) {
                write.put(firsts, MessageCodec.firstKey(channel, published), MessageCodec.number(first));
            }
        } else if (origin instanceof Batch.Pushed pushed && pushed.key() != null) {
            write.put(
                    pushes,
                    MessageCodec.pushKey(channel, pushed.key()),
                    MessageCodec.encode(new MessageCodec.PushRecord(first, count, pushed.digest())));
        }
    }

    /** What is known of a batch if it is a replay. */
    Optional<Appended> known(ChannelId channel, Batch batch) {
        return whileOpen(() -> knownOpen(channel, batch));
    }

    private Optional<Appended> knownOpen(ChannelId channel, Batch batch) {
        try {
            if (batch.origin() instanceof Batch.Published published) {
                return isBelowLast(channel, published) ? Optional.of(new Appended(false, -1, 0)) : Optional.empty();
            }
            return batch.origin() instanceof Batch.Pushed pushed && pushed.key() != null
                    ? knownPush(channel, pushed, pushed.key())
                    : Optional.empty();
        } catch (RocksDBException e) {
            throw cannotAppend(channel, e);
        }
    }

    private boolean isBelowLast(ChannelId channel, Batch.Published batch) throws RocksDBException {
        byte[] last = db.get(lasts, MessageCodec.lastKey(channel, batch.run(), batch.query()));
        return last != null && MessageCodec.number(last) >= batch.number();
    }

    private Optional<Appended> knownPush(ChannelId channel, Batch.Pushed pushed, String key) throws RocksDBException {
        byte[] known = db.get(pushes, MessageCodec.pushKey(channel, key));
        if (known == null) {
            return Optional.empty();
        }
        MessageCodec.PushRecord push = MessageCodec.decodePush(known);
        if (!push.digest().equals(pushed.digest())) {
            throw MistException.caller(
                    "key-reused",
                    "the idempotency key '" + key + "' was used for another push to " + channel
                            + " (expected: a new key for new messages)");
        }
        return Optional.of(new Appended(false, push.first(), push.count()));
    }

    /**
     * A message that is durable elsewhere.
     *
     * @param value as {@link MessageCodec#encode} makes it
     * @param push of the first message of a push with a key; else null
     */
    record Restored(long offset, byte[] value, MessageCodec.@Nullable PushRecord push) {}

    /**
     * Takes over messages that are durable elsewhere; those below the end are here already. Retention is left to the next
     * append: what routes set of it may not be known yet.
     */
    void restore(ChannelId channel, List<Restored> restored) {
        Tail tail = tails.computeIfAbsent(channel, Tail::new);
        whileOpen(() -> {
            synchronized (tail) {
                restoreOpen(channel, tail, restored);
                return true;
            }
        });
        tell(channel);
    }

    private void restoreOpen(ChannelId channel, Tail tail, List<Restored> restored) {
        try (WriteBatch write = new WriteBatch()) {
            long end = tail.end;
            long bytes = 0;
            Stretches noted = new Stretches(write, stretches, tail);
            for (Restored one : restored) {
                if (one.offset() < end) {
                    continue;
                }
                MessageCodec.Stored stored = MessageCodec.decodeStored(one.offset(), one.value());
                Message message = stored.message();
                noted.add(
                        one.offset(),
                        one.value().length,
                        message.at(),
                        message.key() != null,
                        stored.isFirst() ? stored.origin() : null);
                putMessage(write, channel, tail, one.offset(), message.key(), one.value());
                if (stored.isFirst()) {
                    restoreOrigin(write, channel, stored, one.push());
                }
                end = one.offset() + 1;
                bytes += one.value().length;
            }
            noted.end();
            if (end > tail.end) {
                putEnd(write, channel, tail, end, bytes);
            }
        } catch (RocksDBException e) {
            throw cannotAppend(channel, e);
        }
    }

    private void restoreOrigin(
            WriteBatch write, ChannelId channel, MessageCodec.Stored stored, MessageCodec.@Nullable PushRecord push)
            throws RocksDBException {
        long first = stored.message().offset();
        if (stored.origin() instanceof Batch.Published published && isBelowLast(channel, published)) {
            write.put(firsts, MessageCodec.firstKey(channel, published), MessageCodec.number(first));
        } else if (stored.origin() instanceof Batch.Published published) {
            putOrigin(write, channel, published, first, 1);
        } else if (stored.origin() instanceof Batch.Pushed pushed && push != null) {
            putOrigin(write, channel, new Batch.Pushed(pushed.key(), push.digest()), first, push.count());
        }
    }

    /** Remembers the number of a run's last batch, if it is above the one that is known. */
    void restoreLast(ChannelId channel, Batch.Published batch) {
        whileOpen(() -> {
            try {
                if (!isBelowLast(channel, batch)) {
                    byte[] key = MessageCodec.lastKey(channel, batch.run(), batch.query());
                    db.put(lasts, durable, key, MessageCodec.number(batch.number()));
                }
                return true;
            } catch (RocksDBException e) {
                throw cannotAppend(channel, e);
            }
        });
    }

    /** Forgets all messages: those that came after them, up to {@code start}, are gone elsewhere. */
    void restartAt(ChannelId channel, long start) {
        Tail tail = tails.computeIfAbsent(channel, Tail::new);
        whileOpen(() -> {
            synchronized (tail) {
                try {
                    trimAll(channel, tail);
                    try (WriteBatch write = new WriteBatch()) {
                        tail.start = start;
                        putEnd(write, channel, tail, start, -tail.bytes);
                    }
                    return true;
                } catch (RocksDBException e) {
                    throw cannotAppend(channel, e);
                }
            }
        });
    }

    private void trimAll(ChannelId channel, Tail tail) throws RocksDBException {
        long before;
        do {
            before = tail.start;
            trim.trim(channel, tail, new Retention(Duration.ZERO, -1), Instant.MIN, 0);
        } while (tail.start > before);
    }

    private void trim(ChannelId channel, Tail tail, Instant now, long appended) throws RocksDBException {
        Retention keep = retention.apply(channel);
        trim.trim(channel, tail, keep, now.minus(keep.age()), appended);
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
        long end = tail.end;
        List<Message> found = new ArrayList<>();
        try (RocksIterator at = db.newIterator(messages)) {
            // Looked up after what the iterator sees is settled: retention may be at work.
            long start = tail.start;
            Page.Gap gap = from < start ? new Page.Gap(from, start - 1) : null;
            long next = Math.max(from, start);
            int scanned = 0;
            at.seek(tail.key(next));
            while (at.isValid()
                    && tail.has(at.key())
                    && MessageCodec.offset(at.key()) < end
                    && found.size() < limit
                    && scanned++ < MAX_SCAN) {
                Message message = MessageCodec.decode(MessageCodec.offset(at.key()), at.value());
                if (run == null || run.equals(message.run())) {
                    found.add(message);
                }
                next = message.offset() + 1;
                at.next();
            }
            return new Page(found, next, gap);
        }
    }

    @Override
    public OptionalLong find(ChannelId channel, String id) {
        Optional<MessageId.Place> place = MessageId.parse(id);
        return place.isEmpty() ? OptionalLong.empty() : whileOpen(() -> findOpen(channel, id, place.get()));
    }

    private OptionalLong findOpen(ChannelId channel, String id, MessageId.Place place) {
        try {
            byte[] first = firstOf(channel, place);
            Tail tail = tails.get(channel);
            return first == null || tail == null || MessageCodec.number(first) < tail.start
                    ? OptionalLong.empty()
                    : scan(tail, id, MessageCodec.number(first));
        } catch (RocksDBException e) {
            throw MistException.resources("log-failed", "cannot look for " + id + ": " + e.getMessage())
                    .causedBy(e);
        }
    }

    private byte @Nullable [] firstOf(ChannelId channel, MessageId.Place place) throws RocksDBException {
        if (place instanceof MessageId.InBatch in) {
            return db.get(firsts, MessageCodec.firstKey(channel, in.batch()));
        }
        if (place instanceof MessageId.InPush in) {
            return db.get(pushes, MessageCodec.pushKey(channel, in.key()));
        }
        return place instanceof MessageId.At at ? MessageCodec.number(at.offset()) : null;
    }

    /** Through the batch that begins there. */
    private OptionalLong scan(Tail tail, String id, long first) {
        try (RocksIterator at = db.newIterator(messages)) {
            for (at.seek(tail.key(first)); at.isValid() && tail.has(at.key()); at.next()) {
                MessageCodec.Stored stored = MessageCodec.decodeStored(MessageCodec.offset(at.key()), at.value());
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

    @Override
    public Snapshot snapshot(ChannelId channel, @Nullable String after, int limit) {
        return whileOpen(() -> {
            try {
                return snapshotOpen(channel, after, limit);
            } catch (RocksDBException e) {
                throw MistException.resources("log-failed", "cannot read " + channel + ": " + e.getMessage())
                        .causedBy(e);
            }
        });
    }

    private Snapshot snapshotOpen(ChannelId channel, @Nullable String after, int limit) throws RocksDBException {
        long next = end(channel);
        List<Message> found = new ArrayList<>();
        String last = null;
        byte[] prefix = MessageCodec.prefix(channel);
        try (RocksIterator at = db.newIterator(latest)) {
            at.seek(after == null ? prefix : MessageCodec.latestKey(channel, after + "\0"));
            for (; at.isValid() && MessageCodec.isUnder(at.key(), prefix); at.next()) {
                if (found.size() == limit) {
                    return new Snapshot(found, last, next);
                }
                long offset = MessageCodec.number(at.value());
                byte[] value = db.get(messages, MessageCodec.key(channel, offset));
                last = MessageCodec.keyOf(at.key(), channel);
                // Retention may just have removed it.
                if (value != null && offset >= start(channel)) {
                    found.add(MessageCodec.decode(offset, value));
                }
            }
        }
        return new Snapshot(found, null, next);
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
                families.forEach(ColumnFamilyHandle::close);
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
