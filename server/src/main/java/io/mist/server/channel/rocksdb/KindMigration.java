package io.mist.server.channel.rocksdb;

import io.mist.server.channel.Batch;
import io.mist.server.channel.DeclaredKinds;
import io.mist.server.channel.MessageCodec;
import io.mist.server.channel.MessageCodec.Stretch;
import io.mist.server.channel.OlderKinds;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.ChannelKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the channels of a directory of format 1 their kinds. The name of dead letters shows what they are. A log that
 * a run has published to is an output's, one with pushed messages an input's; one with both, whose name was an input at one
 * time and an output at another, is split: pushed messages move to a log of the input, at the offsets they had. A log
 * without messages has the kind that the contracts declare.
 *
 * <p>The kinds and the number of the format are one durable write at the end. A move before it is a write of its own for
 * each stretch; a migration that is interrupted finds what is left to move when it starts again.
 */
final class KindMigration {

    private static final Logger LOG = LoggerFactory.getLogger(KindMigration.class);
    /** The channels that the server's log names; the number of all is there, too. */
    private static final int MOST_NAMED = 20;

    private final RocksDbDirectory directory;
    private final RocksDB db;
    private final RocksDbFamilies families;
    private final DeclaredKinds declared;

    KindMigration(RocksDbDirectory directory, DeclaredKinds declared) {
        this.directory = directory;
        this.db = directory.db();
        this.families = directory.families();
        this.declared = declared;
    }

    void run() throws RocksDBException {
        Map<ChannelKind, List<ChannelId>> found = new EnumMap<>(ChannelKind.class);
        try (WriteBatch write = new WriteBatch()) {
            for (byte[] prefix : prefixes()) {
                ChannelKind kind = kind(prefix);
                write.put(families.kinds(), prefix, ChannelPrefixes.value(kind));
                found.computeIfAbsent(kind, ignored -> new ArrayList<>()).add(ChannelPrefixes.older(prefix, kind));
            }
            RocksDbFormat.note(write, families);
            directory.write(write);
        }
        found.forEach((kind, channels) -> LOG.info(
                "The channel logs are of format {} now; {} {}: {}{}",
                RocksDbFormat.CURRENT,
                channels.size(),
                kind.text(),
                channels.stream().limit(MOST_NAMED).map(ChannelId::toString).toList(),
                channels.size() > MOST_NAMED ? " and others" : ""));
    }

    /** The prefixes of all channels that have had an append or have a reader; few enough for memory, as when a log is open. */
    private List<byte[]> prefixes() {
        SortedMap<String, byte[]> prefixes = new TreeMap<>();
        byte[] ends = LogKeys.endKeyPrefix();
        byte[] cursors = LogKeys.cursorKeyPrefix();
        try (RocksIterator at = db.newIterator(families.cursors())) {
            for (at.seek(ends); at.isValid() && LogKeys.isUnder(at.key(), ends); at.next()) {
                note(prefixes, LogKeys.prefixOfEndKey(at.key()));
            }
            for (at.seek(cursors); at.isValid() && LogKeys.isUnder(at.key(), cursors); at.next()) {
                note(prefixes, LogKeys.prefixOfCursorKey(at.key()));
            }
        }
        return List.copyOf(prefixes.values());
    }

    /** Skips the logs that an interrupted migration has made, and the place in Kafka's notes that a copy kept as a channel ''. */
    private static void note(SortedMap<String, byte[]> prefixes, byte[] prefix) {
        if (!ChannelPrefixes.hasKind(prefix)) {
            prefixes.put(ChannelPrefixes.older(prefix, ChannelKind.OUTPUT).toString(), prefix);
        }
    }

    private ChannelKind kind(byte[] prefix) throws RocksDBException {
        ChannelId channel = ChannelPrefixes.older(prefix, ChannelKind.OUTPUT);
        if (OlderKinds.isDeadLetters(channel.name())) {
            return ChannelKind.DEAD_LETTERS;
        }
        boolean isPushed = has(prefix, true);
        if (has(prefix, false) || hasPublished(prefix)) {
            if (isPushed) {
                move(prefix, Integer.MAX_VALUE);
            }
            return ChannelKind.OUTPUT;
        }
        return isPushed
                ? ChannelKind.INPUT
                : declared.of(channel.route(), channel.name()).orElse(ChannelKind.OUTPUT);
    }

    /** Whether there are messages that were pushed, or that were published. */
    private boolean has(byte[] prefix, boolean pushed) throws RocksDBException {
        try (RocksIterator at = db.newIterator(families.stretches())) {
            for (at.seek(prefix); at.isValid() && LogKeys.isOf(at.key(), prefix); at.next()) {
                if (isPushed(prefix, at) == pushed) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A stretch that does not begin its batch does not name its origin, but its messages do. */
    private boolean isPushed(byte[] prefix, RocksIterator at) throws RocksDBException {
        Batch.Origin origin = MessageCodec.decodeStretch(at.value()).origin();
        if (origin == null) {
            long first = LogKeys.offset(at.key());
            byte[] value = db.get(families.messages(), LogKeys.key(prefix, first));
            return value != null && MessageCodec.decodeStored(first, value).origin() instanceof Batch.Pushed;
        }
        return origin instanceof Batch.Pushed;
    }

    private boolean hasPublished(byte[] prefix) {
        try (RocksIterator at = db.newIterator(families.lasts())) {
            at.seek(prefix);
            return at.isValid() && LogKeys.isUnder(at.key(), prefix);
        }
    }

    /**
     * Moves what was pushed to the log of the input.
     *
     * @param most stretches
     */
    void move(byte[] prefix, int most) throws RocksDBException {
        ChannelId input = ChannelPrefixes.older(prefix, ChannelKind.INPUT);
        LogEnds from = ends(prefix, input);
        LogEnds to = ends(ChannelPrefixes.withKind(input), input);
        to.start = from.start;
        to.end = from.end;
        int moved = 0;
        try (RocksIterator at = db.newIterator(families.stretches())) {
            for (at.seek(prefix); moved < most && at.isValid() && LogKeys.isOf(at.key(), prefix); at.next()) {
                if (isPushed(prefix, at)) {
                    move(from, to, LogKeys.offset(at.key()), MessageCodec.decodeStretch(at.value()), at.value());
                    moved++;
                }
            }
        }
    }

    private LogEnds ends(byte[] prefix, ChannelId channel) throws RocksDBException {
        LogEnds ends = new LogEnds(channel, prefix);
        byte[] noted = db.get(families.cursors(), LogKeys.endKey(prefix));
        if (noted != null) {
            ByteBuffer numbers = ByteBuffer.wrap(noted);
            ends.end = numbers.getLong();
            ends.bytes = numbers.getLong();
            ends.start = numbers.getLong();
        }
        return ends;
    }

    private void move(LogEnds from, LogEnds to, long first, Stretch stretch, byte[] encoded) throws RocksDBException {
        try (WriteBatch write = new WriteBatch()) {
            for (long offset = first; offset < first + stretch.count(); offset++) {
                byte[] message = db.get(families.messages(), from.key(offset));
                write.put(families.messages(), to.key(offset), message);
                write.delete(families.messages(), from.key(offset));
            }
            write.put(families.stretches(), to.key(first), encoded);
            write.delete(families.stretches(), from.key(first));
            if (stretch.origin() instanceof Batch.Pushed pushed && pushed.key() != null) {
                movePush(write, from, to, pushed.key());
            }
            from.bytes -= stretch.bytes();
            to.bytes += stretch.bytes();
            putEnds(write, from);
            putEnds(write, to);
            directory.writeUnsynced(write);
        }
    }

    private void movePush(WriteBatch write, LogEnds from, LogEnds to, String key) throws RocksDBException {
        byte[] push = db.get(families.pushes(), LogKeys.pushKey(from.prefix, key));
        if (push != null) {
            write.put(families.pushes(), LogKeys.pushKey(to.prefix, key), push);
            write.delete(families.pushes(), LogKeys.pushKey(from.prefix, key));
        }
    }

    private void putEnds(WriteBatch write, LogEnds ends) throws RocksDBException {
        write.put(families.cursors(), LogKeys.endKey(ends.prefix), LogKeys.numbers(ends.end, ends.bytes, ends.start));
    }
}
