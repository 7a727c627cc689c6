package io.mist.server.channel.kafka;

import io.mist.protocol.MistException;
import io.mist.server.channel.Batch;
import io.mist.server.channel.OlderKinds;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.ChannelKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What a channel's topic does not say for ever, in a compacted topic: that the channel exists, the number of the last batch
 * of each run and query, and where readers left off. A key is a word and names with a zero byte between them, and at its end
 * the channel's kind. A key without a kind is an output's, whose notes so replace those of a version that knew no kinds; the
 * note that a channel exists always has one since then.
 */
final class KafkaNotes {

    private static final String LAST = "last";
    private static final String CURSOR = "cursor";
    private static final String CHANNEL = "channel";

    private final String topic;

    KafkaNotes(String topic) {
        this.topic = topic;
    }

    /** The note of a channel. */
    sealed interface Note {
        ChannelId channel();
    }

    record Exists(ChannelId channel) implements Note {}

    /**
     * As {@link Exists}, from a version that knew no kinds.
     *
     * @param channel an output or dead letters; what is no dead letters may be an input
     */
    record ExistsWithoutKind(ChannelId channel) implements Note {}

    record Last(ChannelId channel, Batch.Published batch) implements Note {}

    record Cursor(ChannelId channel, String reader, long next) implements Note {}

    /** Written in one transaction with the batch. */
    ProducerRecord<byte[], byte[]> last(ChannelId channel, Batch.Published batch) {
        return note(batch.number(), key(channel, LAST, batch.run(), batch.query()));
    }

    ProducerRecord<byte[], byte[]> cursor(String reader, ChannelId channel, long next) {
        return note(next, key(channel, CURSOR, reader));
    }

    /** That a channel has messages. */
    ProducerRecord<byte[], byte[]> exists(ChannelId channel) {
        return note(
                0,
                List.of(CHANNEL, channel.route(), channel.name(), channel.kind().name()));
    }

    private static List<String> key(ChannelId channel, String word, String... names) {
        List<String> key = new ArrayList<>(List.of(word, channel.route(), channel.name()));
        key.addAll(List.of(names));
        if (channel.kind() != ChannelKind.OUTPUT) {
            key.add(channel.kind().name());
        }
        return key;
    }

    private ProducerRecord<byte[], byte[]> note(long number, List<String> names) {
        byte[] key = String.join("\0", names).getBytes(StandardCharsets.UTF_8);
        return new ProducerRecord<>(
                topic, 0, key, ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    static Note read(ConsumerRecord<byte[], byte[]> note) {
        List<String> key = List.of(new String(note.key(), StandardCharsets.UTF_8).split("\0", -1));
        long number = ByteBuffer.wrap(note.value()).getLong();
        return switch (key.get(0)) {
            case LAST -> new Last(channel(key, 5), Batch.Published.epoch(key.get(3), key.get(4), number));
            case CURSOR -> new Cursor(channel(key, 4), key.get(3), number);
            case CHANNEL -> key.size() > 3 ? new Exists(channel(key, 3)) : new ExistsWithoutKind(withoutKind(key));
            default ->
                throw MistException.resources(
                        "log-failed",
                        note.topic() + " has a note '" + key.get(0) + "' at offset " + note.offset()
                                + ", which this version of Mist does not know");
        };
    }

    /** @param at where the kind stands if there is one */
    private static ChannelId channel(List<String> key, int at) {
        ChannelKind kind = key.size() > at ? ChannelKind.valueOf(key.get(at)) : ChannelKind.OUTPUT;
        return new ChannelId(key.get(1), kind, key.get(2));
    }

    private static ChannelId withoutKind(List<String> key) {
        ChannelKind kind = OlderKinds.isDeadLetters(key.get(2)) ? ChannelKind.DEAD_LETTERS : ChannelKind.OUTPUT;
        return new ChannelId(key.get(1), kind, key.get(2));
    }
}
