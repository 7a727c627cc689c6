package io.mist.server.channel;

import io.mist.protocol.MistException;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.ChannelKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What a channel's topic does not say for ever, in a compacted topic: the number of the last batch of each run and query,
 * and where readers left off. A key is a letter and names with a zero byte between them.
 */
final class KafkaNotes {

    private static final String LAST = "last";
    private static final String CURSOR = "cursor";
    private static final String CHANNEL = "channel";

    private final String topic;

    KafkaNotes(String topic) {
        this.topic = topic;
    }

    /** Written in one transaction with the batch. */
    ProducerRecord<byte[], byte[]> last(ChannelId channel, Batch.Published batch) {
        return note(batch.number(), LAST, channel.route(), channel.name(), batch.run(), batch.query());
    }

    ProducerRecord<byte[], byte[]> cursor(String reader, ChannelId channel, long next) {
        return note(next, CURSOR, channel.route(), channel.name(), reader);
    }

    /** That a channel has messages, whoever they come from. */
    ProducerRecord<byte[], byte[]> exists(ChannelId channel) {
        return note(0, CHANNEL, channel.route(), channel.name(), channel.kind().name());
    }

    private ProducerRecord<byte[], byte[]> note(long number, String... names) {
        byte[] key = String.join("\0", names).getBytes(StandardCharsets.UTF_8);
        return new ProducerRecord<>(topic, 0, key, MessageCodec.number(number));
    }

    /**
     * Takes over what a note says, where the copy does not know better.
     *
     * @param channels gets the channel if it has messages
     */
    static void restore(ConsumerRecord<byte[], byte[]> note, RocksDbLog copy, Set<ChannelId> channels) {
        List<String> names = List.of(new String(note.key(), StandardCharsets.UTF_8).split("\0", -1));
        ChannelId channel = ChannelId.output(names.get(1), names.get(2));
        long number = MessageCodec.number(note.value());
        switch (names.get(0)) {
            case LAST -> copy.restoreLast(channel, Batch.Published.epoch(names.get(3), names.get(4), number));
            case CURSOR -> restoreCursor(copy, names.get(3), channel, number);
            case CHANNEL ->
                channels.add(new ChannelId(channel.route(), ChannelKind.valueOf(names.get(3)), channel.name()));
            default ->
                throw MistException.resources(
                        "log-failed",
                        note.topic() + " has a note '" + names.get(0) + "' at offset " + note.offset()
                                + ", which this version of Mist does not know");
        }
    }

    private static void restoreCursor(RocksDbLog copy, String reader, ChannelId channel, long next) {
        if (copy.cursor(reader, channel).isEmpty()) {
            copy.saveCursor(reader, channel, next);
        }
    }
}
