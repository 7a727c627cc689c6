package io.mist.server.channel;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of {@link RocksDbLog}. A name ends with a zero byte, which no route or output name holds, so that
 * keys sort by channel and then by offset.
 */
final class MessageCodec {

    private static final byte CURSOR = 'c';
    private static final byte END = 'e';

    private MessageCodec() {}

    static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    static byte[] numbers(long first, long second) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(first)
                .putLong(second)
                .array();
    }

    private static byte[] prefix(ChannelId channel) {
        return (channel.route() + "\0" + channel.output() + "\0").getBytes(StandardCharsets.UTF_8);
    }

    static byte[] key(ChannelId channel, long offset) {
        byte[] prefix = prefix(channel);
        return ByteBuffer.allocate(prefix.length + Long.BYTES)
                .put(prefix)
                .putLong(offset)
                .array();
    }

    static long offset(byte[] key) {
        return ByteBuffer.wrap(key).getLong(key.length - Long.BYTES);
    }

    private static ChannelId names(String text) {
        int first = text.indexOf('\0');
        return new ChannelId(text.substring(0, first), text.substring(first + 1, text.indexOf('\0', first + 1)));
    }

    static boolean isOf(byte[] key, ChannelId channel) {
        byte[] prefix = prefix(channel);
        return key.length == prefix.length + Long.BYTES
                && java.util.Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    static byte[] batchKey(ChannelId channel, ChannelLog.Batch batch) {
        return (channel.route() + "\0" + channel.output() + "\0" + batch.run() + "\0" + batch.query() + "\0")
                .getBytes(StandardCharsets.UTF_8);
    }

    static byte[] cursorKey(String reader, ChannelId channel) {
        return named(CURSOR, reader + "\0" + channel.route() + "\0" + channel.output() + "\0");
    }

    static byte[] endKey(ChannelId channel) {
        return named(END, channel.route() + "\0" + channel.output() + "\0");
    }

    static byte[] endKeyPrefix() {
        return new byte[] {END};
    }

    static boolean isEndKey(byte[] key) {
        return key.length > 0 && key[0] == END;
    }

    static ChannelId channelOfEndKey(byte[] key) {
        return names(new String(key, 1, key.length - 1, StandardCharsets.UTF_8));
    }

    private static byte[] named(byte kind, String text) {
        byte[] name = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + name.length).put(kind).put(name).array();
    }

    static byte[] encode(ChannelLog.Batch batch, int ordinal, byte[] payload) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(payload.length + 96);
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeLong(batch.at().toEpochMilli());
            out.writeLong(batch.live());
            out.writeBoolean(batch.isEpoch());
            out.writeLong(batch.number());
            out.writeInt(ordinal);
            out.writeUTF(batch.run());
            out.writeUTF(batch.query());
            out.write(payload);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Instant at(byte[] value) {
        return Instant.ofEpochMilli(ByteBuffer.wrap(value).getLong());
    }

    static Message decode(long offset, byte[] value) {
        try (DataInputStream in = new DataInputStream(new java.io.ByteArrayInputStream(value))) {
            Instant at = Instant.ofEpochMilli(in.readLong());
            long live = in.readLong();
            boolean isEpoch = in.readBoolean();
            long number = in.readLong();
            int ordinal = in.readInt();
            String run = in.readUTF();
            String query = in.readUTF();
            @Nullable Long epoch = isEpoch ? number : null;
            String id = run + "/" + query + "/" + number + "/0/" + ordinal;
            return new Message(offset, id, run, epoch, live, at, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
