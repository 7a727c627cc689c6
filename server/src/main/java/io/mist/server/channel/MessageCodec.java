package io.mist.server.channel;

import io.mist.server.gate.message.Message;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Messages, and what is remembered of batches, as bytes. */
public final class MessageCodec {

    private static final byte EPOCH = 1;
    private static final byte SENT = 2;
    private static final byte PUSHED = 3;
    private static final byte PUSHED_WITHOUT_KEY = 4;

    /** The place of the byte that says whether a message is the first of its batch: after the time and the live version. */
    private static final int IS_FIRST = 2 * Long.BYTES;

    private static final byte[] NO_KEY = {};

    private MessageCodec() {}

    /** A message and what the log needs to know to remove it. */
    public record Stored(Batch.Origin origin, boolean isFirst, Message message) {}

    /** The record of a push, by which its replay is known. */
    public record PushRecord(long first, int count, String digest) {}

    /**
     * Messages that follow one another, of one batch, which are removed together.
     *
     * @param at when they were appended
     * @param hasKeys whether any of them has a key
     * @param origin of their batch, if they begin it
     */
    public record Stretch(int count, long bytes, Instant at, boolean hasKeys, Batch.@Nullable Origin origin) {}

    public static byte[] encode(PushRecord push) {
        byte[] digest = push.digest().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + Integer.BYTES + digest.length)
                .putLong(push.first())
                .putInt(push.count())
                .put(digest)
                .array();
    }

    public static PushRecord decodePush(byte[] value) {
        ByteBuffer buffer = ByteBuffer.wrap(value);
        long first = buffer.getLong();
        int count = buffer.getInt();
        int at = buffer.position();
        return new PushRecord(first, count, new String(value, at, value.length - at, StandardCharsets.UTF_8));
    }

    public static byte[] encode(Batch batch, Batch.Entry entry, boolean isFirst) {
        return encode(head(batch), entry, isFirst);
    }

    /** The part that the messages of a batch share: the beginning of each, as of one that is not the first. */
    public static byte[] head(Batch batch) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeLong(batch.at().toEpochMilli());
            out.writeLong(batch.live());
            out.writeBoolean(false);
            writeOrigin(out, batch.origin());
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] encode(byte[] head, Batch.Entry entry, boolean isFirst) {
        byte[] key = entry.key() == null ? NO_KEY : entry.key().getBytes(StandardCharsets.UTF_8);
        ByteBuffer value = ByteBuffer.allocate(head.length + 3 * Integer.BYTES + key.length + entry.data().length)
                .put(head)
                .putInt(entry.partition())
                .putInt(entry.seq())
                .putInt(entry.key() == null ? -1 : key.length)
                .put(key)
                .put(entry.data());
        return value.put(IS_FIRST, (byte) (isFirst ? 1 : 0)).array();
    }

    private static void writeOrigin(DataOutputStream out, Batch.Origin origin) throws IOException {
        if (origin instanceof Batch.Published of) {
            writeOrigin(out, of.isEpoch() ? EPOCH : SENT, of.number(), of.run(), of.query());
        } else if (origin instanceof Batch.Pushed pushed) {
            String key = pushed.key();
            writeOrigin(out, key == null ? PUSHED_WITHOUT_KEY : PUSHED, 0, key == null ? "" : key, "");
        }
    }

    private static void writeOrigin(DataOutputStream out, byte kind, long number, String first, String second)
            throws IOException {
        out.writeByte(kind);
        out.writeLong(number);
        out.writeUTF(first);
        out.writeUTF(second);
    }

    private static Batch.Origin readOrigin(DataInputStream in) throws IOException {
        byte kind = in.readByte();
        long number = in.readLong();
        String first = in.readUTF();
        String second = in.readUTF();
        return switch (kind) {
            case EPOCH -> Batch.Published.epoch(first, second, number);
            case SENT -> Batch.Published.sent(first, second, number);
            case PUSHED -> new Batch.Pushed(first, "");
            case PUSHED_WITHOUT_KEY -> new Batch.Pushed(null, "");
            default ->
                throw new IOException("a message of kind " + kind + ", which this version of Mist does not know");
        };
    }

    private static @Nullable String readKey(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    public static byte[] encode(Stretch stretch) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeInt(stretch.count());
            out.writeLong(stretch.bytes());
            out.writeLong(stretch.at().toEpochMilli());
            out.writeBoolean(stretch.hasKeys());
            Batch.Origin origin = stretch.origin();
            out.writeBoolean(origin != null);
            if (origin != null) {
                writeOrigin(out, origin);
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Stretch decodeStretch(byte[] value) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(value))) {
            return new Stretch(
                    in.readInt(),
                    in.readLong(),
                    Instant.ofEpochMilli(in.readLong()),
                    in.readBoolean(),
                    in.readBoolean() ? readOrigin(in) : null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Message decode(long offset, byte[] value) {
        return decodeStored(offset, value).message();
    }

    public static Stored decodeStored(long offset, byte[] value) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(value))) {
            Instant at = Instant.ofEpochMilli(in.readLong());
            long live = in.readLong();
            boolean isFirst = in.readBoolean();
            Batch.Origin origin = readOrigin(in);
            Batch.Entry entry = new Batch.Entry(in.readInt(), in.readInt(), readKey(in), in.readAllBytes());
            return new Stored(origin, isFirst, message(offset, origin, live, at, entry));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Message message(long offset, Batch.Origin origin, long live, Instant at, Batch.Entry entry) {
        Batch.Published from = origin instanceof Batch.Published published ? published : null;
        @Nullable Long epoch = from != null && from.isEpoch() ? from.number() : null;
        String run = from == null ? "" : from.run();
        String id = MessageId.of(origin, entry, offset);
        return new Message(offset, id, run, epoch, live, at, entry.key(), entry.data());
    }
}
