package io.mist.server.channel.rocksdb;

import io.mist.protocol.MistException;
import io.mist.server.channel.Batch;
import io.mist.server.channel.ChannelLog;
import io.mist.server.channel.DeclaredKinds;
import io.mist.server.channel.MessageCodec;
import io.mist.server.channel.MessageId;
import io.mist.server.channel.Receipt;
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

    private RocksDbLog(RocksDbDirectory directory, ChannelPrefixes prefixes, Function<ChannelId, Retention> retention) {
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

    /** Opens logs for which no contract is known. */
    public static RocksDbLog open(Path path, Function<ChannelId, Retention> retention) {
        return open(path, retention, DeclaredKinds.NONE);
    }

    /** @param synced whether what is appended survives a crash of the machine */
    static RocksDbLog open(
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
    public Receipt append(ChannelId channel, Batch batch) {
        return append(channel, batch, OptionalLong.empty());
    }

    /** @param first the offset that the batch gets, with or without a hole before it; empty for the next */
    Receipt append(ChannelId channel, Batch batch, OptionalLong first) {
        LogEnds ends = ends(channel);
        Receipt appended = locked(ends, () -> {
            Optional<Receipt> known = origins.known(ends, batch);
            return known.isPresent() ? known.get() : write(ends, batch, first.orElse(ends.end));
        });
        if (appended.isNew()) {
            notifyListeners(channel);
        }
        return appended;
    }

    LogEnds ends(ChannelId channel) {
        return logs.computeIfAbsent(channel, id -> new LogEnds(id, prefixes.of(id)));
    }

    /** The same, and a channel that has had no append stays unlisted. */
    LogEnds endsOrNone(ChannelId channel) {
        LogEnds ends = logs.get(channel);
        return ends == null ? new LogEnds(channel, prefixes.of(channel)) : ends;
    }

    <T> T locked(LogEnds ends, RocksDbDirectory.Task<T> task) {
        return directory.use("append to " + ends.channel, () -> {
            synchronized (ends) {
                return task.run();
            }
        });
    }

    void notifyListeners(ChannelId channel) {
        listeners.forEach(listener -> listener.appended(channel));
    }

    private Receipt write(LogEnds ends, Batch batch, long first) throws RocksDBException {
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
            return new Receipt(true, first, count);
        }
    }

    void putMessage(WriteBatch write, LogEnds ends, long offset, @Nullable String key, byte[] value)
            throws RocksDBException {
        write.put(families.messages(), ends.key(offset), value);
        if (key != null) {
            write.put(families.latest(), LogKeys.latestKey(ends.prefix, key), LogKeys.number(offset));
        }
    }

    /** Notes where the log ends, writes all of the batch, and makes it visible. */
    void putEnd(WriteBatch write, LogEnds ends, long end, long moreBytes) throws RocksDBException {
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

    RocksDbDirectory directory() {
        return directory;
    }

    @Override
    public void close() {
        directory.close();
    }
}
