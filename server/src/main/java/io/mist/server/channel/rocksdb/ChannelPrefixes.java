package io.mist.server.channel.rocksdb;

import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.ChannelKind;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.rocksdb.RocksIterator;

/**
 * The prefix that the keys of each channel begin with: a zero byte, a letter for the kind, route and name, each with a zero
 * byte at its end. The channels of a directory that is older than kinds keep their prefixes, which have no kind: else a
 * migration would write every message once more. No route is empty, so that the two never meet. Immutable.
 */
final class ChannelPrefixes {

    private final Map<ChannelId, byte[]> older = new HashMap<>();
    private final Map<String, ChannelId> byPrefix = new HashMap<>();

    static ChannelPrefixes in(RocksDbDirectory directory) {
        ChannelPrefixes prefixes = new ChannelPrefixes();
        try (RocksIterator at = directory.db().newIterator(directory.families().kinds())) {
            for (at.seekToFirst(); at.isValid(); at.next()) {
                ChannelId channel = older(at.key(), kind((char) at.value()[0]));
                prefixes.older.put(channel, at.key());
                prefixes.byPrefix.put(text(at.key()), channel);
            }
        }
        return prefixes;
    }

    byte[] of(ChannelId channel) {
        byte[] known = older.get(channel);
        return known == null ? withKind(channel) : known;
    }

    ChannelId channel(byte[] prefix) {
        if (!hasKind(prefix)) {
            return Objects.requireNonNull(byPrefix.get(text(prefix)), "a channel without a kind");
        }
        String[] names = text(prefix).substring(2).split("\0", -1);
        return new ChannelId(names[0], kind((char) prefix[1]), names[1]);
    }

    static byte[] withKind(ChannelId channel) {
        return ("\0" + letter(channel.kind()) + channel.route() + "\0" + channel.name() + "\0")
                .getBytes(StandardCharsets.UTF_8);
    }

    static boolean hasKind(byte[] prefix) {
        return prefix[0] == 0;
    }

    /** Returns the channel of a prefix without a kind. */
    static ChannelId older(byte[] prefix, ChannelKind kind) {
        String[] names = text(prefix).split("\0", -1);
        return new ChannelId(names[0], kind, names[1]);
    }

    static byte[] value(ChannelKind kind) {
        return new byte[] {(byte) letter(kind)};
    }

    private static String text(byte[] prefix) {
        return new String(prefix, StandardCharsets.UTF_8);
    }

    private static char letter(ChannelKind kind) {
        return switch (kind) {
            case INPUT -> 'i';
            case OUTPUT -> 'o';
            case DEAD_LETTERS -> 'd';
        };
    }

    private static ChannelKind kind(char letter) {
        for (ChannelKind kind : ChannelKind.values()) {
            if (letter(kind) == letter) {
                return kind;
            }
        }
        throw new IllegalStateException("a channel of kind '" + letter + "' (expected: i, o or d)");
    }
}
