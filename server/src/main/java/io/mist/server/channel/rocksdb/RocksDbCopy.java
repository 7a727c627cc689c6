package io.mist.server.channel.rocksdb;

import io.mist.server.channel.Batch;
import io.mist.server.channel.DeclaredKinds;
import io.mist.server.channel.MessageCodec;
import io.mist.server.channel.Receipt;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Retention;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** A {@link RocksDbLog} of messages that are durable elsewhere: what a crash of the machine takes can be copied again. */
public final class RocksDbCopy implements AutoCloseable {

    private final RocksDbLog log;
    private final RocksDbDirectory directory;
    private final RocksDbOrigins origins;
    private final RocksDbCursors cursors;
    private final RocksDbTrim trim;

    private RocksDbCopy(RocksDbLog log) {
        this.log = log;
        this.directory = log.directory();
        this.origins = new RocksDbOrigins(directory);
        this.cursors = new RocksDbCursors(directory);
        this.trim = new RocksDbTrim(directory);
    }

    /** As {@link RocksDbLog#open(Path, Function, DeclaredKinds)}. */
    public static RocksDbCopy open(Path path, Function<ChannelId, Retention> retention, DeclaredKinds declared) {
        return new RocksDbCopy(RocksDbLog.open(path, false, retention, declared));
    }

    /** The messages that are here. */
    public RocksDbLog log() {
        return log;
    }

    /** As {@link RocksDbLog#append}, at an offset that is given; there may be a hole before it. */
    public Receipt appendAt(ChannelId channel, Batch batch, long first) {
        return log.append(channel, batch, OptionalLong.of(first));
    }

    /** Every channel of any kind that has ever had a message. */
    public Set<ChannelId> channels() {
        return log.channels();
    }

    /** The answer to a batch if it is a replay. */
    public Optional<Receipt> known(ChannelId channel, Batch batch) {
        LogEnds ends = log.endsOrNone(channel);
        return directory.use("append to " + channel, () -> origins.known(ends, batch));
    }

    /**
     * A message that is durable elsewhere.
     *
     * @param value as {@link MessageCodec#encode} makes it
     * @param push of the first message of a push with a key; else null
     */
    public record Restored(long offset, byte[] value, MessageCodec.@Nullable PushRecord push) {}

    /**
     * Takes over messages that are durable elsewhere; those below the end are here already. Retention is left to the next
     * append: the settings of routes may not be known yet.
     */
    public void restore(ChannelId channel, List<Restored> restored) {
        LogEnds ends = log.ends(channel);
        boolean unused = log.locked(ends, () -> {
            restore(ends, restored);
            return true;
        });
        log.notifyListeners(channel);
    }

    private void restore(LogEnds ends, List<Restored> restored) throws RocksDBException {
        try (WriteBatch write = new WriteBatch()) {
            long end = ends.end;
            long bytes = 0;
            StretchWriter stretches =
                    new StretchWriter(write, directory.families().stretches(), ends);
            for (Restored one : restored) {
                if (one.offset() >= end) {
                    restore(write, ends, stretches, one);
                    end = one.offset() + 1;
                    bytes += one.value().length;
                }
            }
            stretches.end();
            if (end > ends.end) {
                log.putEnd(write, ends, end, bytes);
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
        log.putMessage(write, ends, one.offset(), message.key(), one.value());
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
    public void restoreLast(ChannelId channel, Batch.Published batch) {
        LogEnds ends = log.endsOrNone(channel);
        boolean unused = log.locked(ends, () -> {
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
    public void restartAt(ChannelId channel, long start) {
        LogEnds ends = log.ends(channel);
        boolean unused = log.locked(ends, () -> {
            trim.trimAll(ends);
            try (WriteBatch write = new WriteBatch()) {
                ends.start = start;
                log.putEnd(write, ends, start, -ends.bytes);
            }
            return true;
        });
    }

    /** How far a log elsewhere that is no channel's has been read. */
    public OptionalLong position(String reader) {
        return directory.use("read a position", () -> cursors.read(LogKeys.positionKey(reader)));
    }

    public void savePosition(String reader, long next) {
        boolean unused = directory.use("save a position", () -> {
            cursors.save(LogKeys.positionKey(reader), next);
            return true;
        });
    }

    @Override
    public void close() {
        log.close();
    }
}
