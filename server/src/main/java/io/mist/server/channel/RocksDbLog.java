package io.mist.server.channel;

import io.mist.protocol.MistException;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.ChannelKind;
import io.mist.server.gate.message.Page;
import io.mist.server.gate.message.Retention;
import io.mist.server.gate.message.Snapshot;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * The logs of all channels in one RocksDB. Messages are keyed by channel and offset. Beside them stand, in the same atomic
 * and synced write, their {@linkplain RocksDbOrigins origins} and by message key the offset of the latest. All but the
 * numbers of the last epochs goes with the messages that it points to.
 */
public final class RocksDbLog implements ChannelLog {

    private final RocksDbDirectory directory;
    private final RocksDbFamilies families;
    private final ChannelPrefixes prefixes;
    private final RocksDbReading reading;
    private final RocksDbOrigins origins;
    private final RocksDbCursors cursors;
    private final RocksDbTrim trim;
    private final Function<ChannelId, Retention> retention;
    /** One for each channel that has had an append. */
    private final Map<ChannelId, LogEnds> logs = new ConcurrentHashMap<>();

    private final List<AppendListener> listeners = new CopyOnWriteArrayList<>();

    private RocksDbLog(
            RocksDbDirectory directory, ChannelPrefixes prefixes, Function<ChannelId, Retention> retention) {
        this.directory = directory;
        this.families = directory.families();
        this.prefixes = prefixes;
        this.reading = new RocksDbReading(directory);
        this.origins = new RocksDbOrigins(directory);
        this.cursors = new RocksDbCursors(directory);
        this.trim = new RocksDbTrim(directory);
        this.retention = retention;
        findEnds();
    }

    /**
     * Opens the logs, and gives their channels kinds if the version that wrote them knew none.
     *
     * @param retention of each channel; asked at every append
     * @param declared asked for a channel of such a directory whose messages do not show its kind
     * @throws MistException of kind resources if the directory cannot be opened
     */
    public static RocksDbLog open(Path path, Function<ChannelId, Retention> retention, DeclaredKinds declared) {
        return open(path, true, retention, declared);
    }

    /** As the other, of logs for which no contract is known. */
    public static RocksDbLog open(Path path, Function<ChannelId, Retention> retention) {
        return open(path, retention, DeclaredKinds.NONE);
    }

    /** A copy of logs that are durable elsewhere: what a crash of the machine takes can be copied again. */
    static RocksDbLog openCopy(Path path, Function<ChannelId, Retention> retention, DeclaredKinds declared) {
        return open(path, false, retention, declared);
    }

    private static RocksDbLog open(
            Path path, boolean synced, Function<ChannelId, Retention> retention, DeclaredKinds declared) {
        RocksDbDirectory directory = RocksDbDirectory.open(path, synced);
        try {
            return directory.use("open the channel logs in " + path, () -> {
                RocksDbFormat.upgrade(path, directory, declared);
                return new RocksDbLog(directory, ChannelPrefixes.in(directory), retention);
            });
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /** Every channel has noted at its last append where it ends and how large it is. */
    private void findEnds() {
        try (RocksIterator at = directory.db().newIterator(families.cursors())) {
            byte[] all = LogKeys.endKeyPrefix();
            for (at.seek(all); at.isValid() && LogKeys.isUnder(at.key(), all); at.next()) {
                byte[] prefix = LogKeys.prefixOfEndKey(at.key());
                ByteBuffer noted = ByteBuffer.wrap(at.value());
                LogEnds ends = new LogEnds(prefixes.channel(prefix), prefix);
                ends.end = noted.getLong();
                ends.bytes = noted.getLong();
                ends.start = noted.getLong();
                logs.put(ends.channel, ends);
            }
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
        LogEnds ends = ends(channel);
        Appended appended = locked(ends, () -> {
            Optional<Appended> known = origins.known(ends, batch);
            return known.isPresent() ? known.get() : write(ends, batch, first.orElse(ends.end));
        });
        if (appended.isNew()) {
            notifyListeners(channel);
        }
        return appended;
    }

    private LogEnds ends(ChannelId channel) {
        return logs.computeIfAbsent(channel, id -> new LogEnds(id, prefixes.of(id)));
    }

    /** The same, and a channel that has had no append stays unlisted. */
    private LogEnds endsOrNone(ChannelId channel) {
        LogEnds ends = logs.get(channel);
        return ends == null ? new LogEnds(channel, prefixes.of(channel)) : ends;
    }

    private <T> T locked(LogEnds ends, RocksDbDirectory.Task<T> task) {
        return directory.use("append to " + ends.channel, () -> {
            synchronized (ends) {
                return task.run();
            }
        });
    }

    private void notifyListeners(ChannelId channel) {
        listeners.forEach(listener -> listener.appended(channel));
    }

    private Appended write(LogEnds ends, Batch batch, long first) throws RocksDBException {
        try (WriteBatch write = new WriteBatch()) {
            int count = batch.entries().size();
            long offset = first;
            long bytes = 0;
            byte[] head = MessageCodec.head(batch);
            StretchWriter stretches = new StretchWriter(write, families.stretches(), ends);
            for (Batch.Entry entry : batch.entries()) {
                boolean isFirst = offset == first;
                byte[] value = MessageCodec.encode(head, entry, isFirst);
                stretches.add(offset, value.length, batch.at(), entry.key() != null, isFirst ? batch.origin() : null);
                putMessage(write, ends, offset++, entry.key(), value);
                bytes += value.length;
            }
            stretches.end();
            origins.put(write, ends, batch.origin(), first, count);
            putEnd(write, ends, count == 0 ? ends.end : offset, bytes);
            trim(ends, batch.at(), count);
            return new Appended(true, first, count);
        }
    }

    private void putMessage(WriteBatch write, LogEnds ends, long offset, @Nullable String key, byte[] value)
            throws RocksDBException {
        write.put(families.messages(), ends.key(offset), value);
        if (key != null) {
            write.put(families.latest(), LogKeys.latestKey(ends.prefix, key), LogKeys.number(offset));
        }
    }

    /** Notes where the log ends, writes all of the batch, and makes it visible. */
    private void putEnd(WriteBatch write, LogEnds ends, long end, long moreBytes) throws RocksDBException {
        write.put(
                families.cursors(),
                LogKeys.endKey(ends.prefix),
                LogKeys.numbers(end, ends.bytes + moreBytes, ends.start));
        directory.write(write);
        ends.bytes += moreBytes;
        ends.end = end;
    }

    private void trim(LogEnds ends, Instant now, long appended) throws RocksDBException {
        Retention keep = retention.apply(ends.channel);
        trim.trim(ends, keep, now.minus(keep.age()), appended);
    }

    // ---- what is durable elsewhere

    /** The answer to a batch if it is a replay. */
    Optional<Appended> known(ChannelId channel, Batch batch) {
        LogEnds ends = endsOrNone(channel);
        return directory.use("append to " + channel, () -> origins.known(ends, batch));
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
     * append: the settings of routes may not be known yet.
     */
    void restore(ChannelId channel, List<Restored> restored) {
        LogEnds ends = ends(channel);
        boolean unused = locked(ends, () -> {
            restore(ends, restored);
            return true;
        });
        notifyListeners(channel);
    }

    private void restore(LogEnds ends, List<Restored> restored) throws RocksDBException {
        try (WriteBatch write = new WriteBatch()) {
            long end = ends.end;
            long bytes = 0;
            StretchWriter stretches = new StretchWriter(write, families.stretches(), ends);
            for (Restored one : restored) {
                if (one.offset() >= end) {
                    restore(write, ends, stretches, one);
                    end = one.offset() + 1;
                    bytes += one.value().length;
                }
            }
            stretches.end();
            if (end > ends.end) {
                putEnd(write, ends, end, bytes);
            }
        }
    }

    private void restore(WriteBatch write, LogEnds ends, StretchWriter stretches, Restored one)
            throws RocksDBException {
        MessageCodec.Stored stored = MessageCodec.decodeStored(one.offset(), one.value());
        var message = stored.message();
        boolean hasKey = message.key() != null;
        Batch.Origin begins = stored.isFirst() ? stored.origin() : null;
        stretches.add(one.offset(), one.value().length, message.at(), hasKey, begins);
        putMessage(write, ends, one.offset(), message.key(), one.value());
        if (stored.isFirst()) {
            restoreOrigin(write, ends, stored, one.push());
        }
    }

    private void restoreOrigin(
            WriteBatch write, LogEnds ends, MessageCodec.Stored stored, MessageCodec.@Nullable PushRecord push)
            throws RocksDBException {
        long first = stored.message().offset();
        if (stored.origin() instanceof Batch.Published published && origins.isKnown(ends, published)) {
            origins.putFirst(write, ends, published, first);
        } else if (stored.origin() instanceof Batch.Published published) {
            origins.put(write, ends, published, first, 1);
        } else if (stored.origin() instanceof Batch.Pushed pushed && push != null) {
            origins.put(write, ends, new Batch.Pushed(pushed.key(), push.digest()), first, push.count());
        }
    }

    /** Remembers the number of a run's last batch, if it is above the one that is known. */
    void restoreLast(ChannelId channel, Batch.Published batch) {
        LogEnds ends = endsOrNone(channel);
        boolean unused = locked(ends, () -> {
            if (!origins.isKnown(ends, batch)) {
                try (WriteBatch write = new WriteBatch()) {
                    origins.putLast(write, ends, batch);
                    directory.write(write);
                }
            }
            return true;
        });
    }

    /** Forgets all messages: those that came after them, up to {@code start}, are gone elsewhere. */
    void restartAt(ChannelId channel, long start) {
        LogEnds ends = ends(channel);
        boolean unused = locked(ends, () -> {
            trim.trimAll(ends);
            try (WriteBatch write = new WriteBatch()) {
                ends.start = start;
                putEnd(write, ends, start, -ends.bytes);
            }
            return true;
        });
    }

    /** How far a log elsewhere that is no channel's has been read. */
    OptionalLong position(String reader) {
        return directory.use("read a position", () -> cursors.read(LogKeys.positionKey(reader)));
    }

    void savePosition(String reader, long next) {
        saveAt(LogKeys.positionKey(reader), "save a position", next);
    }

    // ---- reading

    @Override
    public Page read(ChannelId channel, long from, @Nullable String run, int limit) {
        LogEnds ends = logs.get(channel);
        return directory.use(
                "read " + channel,
                () -> ends == null
                        ? new Page(List.of(), Math.max(0, from), null)
                        : reading.read(ends, from, run, limit));
    }

    @Override
    public OptionalLong find(ChannelId channel, String id) {
        Optional<MessageId.Place> place = MessageId.parse(id);
        LogEnds ends = logs.get(channel);
        return place.isEmpty() || ends == null
                ? OptionalLong.empty()
                : directory.use("look for " + id, () -> reading.find(ends, id, place.get()));
    }

    @Override
    public Snapshot snapshot(ChannelId channel, @Nullable String after, int limit) {
        LogEnds ends = logs.get(channel);
        return directory.use(
                "read " + channel,
                () -> ends == null ? new Snapshot(List.of(), null, 0) : reading.snapshot(ends, after, limit));
    }

    @Override
    public long start(ChannelId channel) {
        LogEnds ends = logs.get(channel);
        return ends == null ? 0 : ends.start;
    }

    @Override
    public long end(ChannelId channel) {
        LogEnds ends = logs.get(channel);
        return ends == null ? 0 : ends.end;
    }

    @Override
    public Set<ChannelId> channels(ChannelKind kind) {
        return logs.keySet().stream().filter(channel -> channel.kind() == kind).collect(Collectors.toUnmodifiableSet());
    }

    /** Every channel of any kind that has ever had a message. */
    Set<ChannelId> channels() {
        return Set.copyOf(logs.keySet());
    }

    @Override
    public AutoCloseable onAppend(AppendListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    // ---- cursors

    @Override
    public OptionalLong cursor(String reader, ChannelId channel) {
        byte[] key = LogKeys.cursorKey(reader, prefixes.of(channel));
        return directory.use("read the cursor of " + channel, () -> cursors.read(key));
    }

    @Override
    public void saveCursor(String reader, ChannelId channel, long next) {
        saveAt(LogKeys.cursorKey(reader, prefixes.of(channel)), "save the cursor of " + channel, next);
    }

    private void saveAt(byte[] key, String what, long next) {
        boolean unused = directory.use(what, () -> {
            cursors.save(key, next);
            return true;
        });
    }

    @Override
    public void close() {
        directory.close();
    }
}
