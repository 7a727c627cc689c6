package io.mist.server.channel.rocksdb;

import io.mist.server.channel.Batch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Keys of {@link RocksDbLog}. Each begins with the {@linkplain ChannelPrefixes prefix} of its channel. A name ends with a
 * zero byte, which no route, channel or run holds, so that keys sort by channel and then by what comes after.
 */
final class LogKeys {

    private static final byte CURSOR = 'c';
    private static final byte END = 'e';
    private static final byte POSITION = 'p';

    private LogKeys() {}

    static byte[] number(long value) {
        return numbers(value);
    }

    static byte[] numbers(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES);
        for (long value : values) {
            bytes.putLong(value);
        }
        return bytes.array();
    }

    static long number(byte[] value) {
        return ByteBuffer.wrap(value).getLong();
    }

    /** The key of a message or of a stretch that begins with it. */
    static byte[] key(byte[] prefix, long offset) {
        return ByteBuffer.allocate(prefix.length + Long.BYTES)
                .put(prefix)
                .putLong(offset)
                .array();
    }

    static long offset(byte[] key) {
        return ByteBuffer.wrap(key).getLong(key.length - Long.BYTES);
    }

    static boolean isUnder(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    /** Whether a message's key is one of the channel with this prefix. */
    static boolean isOf(byte[] key, byte[] prefix) {
        return key.length == prefix.length + Long.BYTES && isUnder(key, prefix);
    }

    /** The key of the number of the last batch of a run's query or sender. */
    static byte[] lastKey(byte[] prefix, String run, String query) {
        return under(prefix, run + "\0" + query + "\0");
    }

    /** The key of the offset of the first message of a batch. */
    static byte[] firstKey(byte[] prefix, Batch.Published batch) {
        return key(lastKey(prefix, batch.run(), batch.query()), batch.number());
    }

    static byte[] pushKey(byte[] prefix, String key) {
        return under(prefix, key);
    }

    static byte[] latestKey(byte[] prefix, String key) {
        return under(prefix, key);
    }

    static String keyOf(byte[] latestKey, byte[] prefix) {
        return new String(latestKey, prefix.length, latestKey.length - prefix.length, StandardCharsets.UTF_8);
    }

    private static byte[] under(byte[] prefix, String text) {
        return joined(prefix, text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] cursorKey(String reader, byte[] prefix) {
        return joined(named(CURSOR, reader + "\0"), prefix);
    }

    static byte[] cursorKeyPrefix() {
        return new byte[] {CURSOR};
    }

    /** The suffix after the reader's name. */
    static byte[] prefixOfCursorKey(byte[] key) {
        int at = 1;
        while (key[at] != 0) {
            at++;
        }
        return Arrays.copyOfRange(key, at + 1, key.length);
    }

    /** The key of a position that belongs to no channel. */
    static byte[] positionKey(String reader) {
        return named(POSITION, reader);
    }

    static byte[] endKey(byte[] prefix) {
        return joined(endKeyPrefix(), prefix);
    }

    static byte[] endKeyPrefix() {
        return new byte[] {END};
    }

    static byte[] prefixOfEndKey(byte[] key) {
        return Arrays.copyOfRange(key, 1, key.length);
    }

    private static byte[] named(byte first, String text) {
        return joined(new byte[] {first}, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] joined(byte[] one, byte[] other) {
        return ByteBuffer.allocate(one.length + other.length)
                .put(one)
                .put(other)
                .array();
    }
}
