package io.mist.server.channel.kafka;

import io.mist.server.channel.Batch;
import io.mist.server.channel.MessageCodec;
import io.mist.server.channel.MessageId;
import io.mist.server.channel.rocksdb.RocksDbCopy;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.CloudEvents;
import io.mist.server.gate.message.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Messages as records of Kafka: CloudEvents in binary mode, and beside it two headers for Mist itself. {@code mist-batch}
 * is all that {@link MessageCodec} keeps of a message but its data; {@code mist-push}, on the first message of a push
 * with a key, what is remembered of the push.
 */
final class KafkaRecords {

    static final String BATCH = "mist-batch";
    private static final String PUSH = "mist-push";

    private static final String CONTENT_TYPE = "datacontenttype";
    /** The offset is the record's own. */
    private static final Set<String> OF_ONE_MESSAGE = Set.of("id", "mistoffset");

    private KafkaRecords() {}

    private record Attribute(String key, byte[] value) implements Header {

        Attribute(String key, String value) {
            this(key, utf8(value));
        }
    }

    /** @param first the offset that the first one is going to have */
    static List<ProducerRecord<byte[], byte[]>> of(String topic, ChannelId channel, Batch batch, long first) {
        List<Header> common = common(channel, batch);
        List<ProducerRecord<byte[], byte[]>> records =
                new ArrayList<>(batch.entries().size());
        for (Batch.Entry entry : batch.entries()) {
            boolean isFirst = records.isEmpty();
            List<Header> headers = new ArrayList<>(common);
            headers.add(new Attribute("ce_id", MessageId.of(batch.origin(), entry, first + records.size())));
            if (entry.key() != null) {
                headers.add(new Attribute("ce_partitionkey", entry.key()));
            }
            headers.add(new Attribute(BATCH, MessageCodec.encode(batch, withoutData(entry), isFirst)));
            if (isFirst && batch.origin() instanceof Batch.Pushed pushed && pushed.key() != null) {
                headers.add(new Attribute(PUSH, push(batch, pushed, first)));
            }
            byte[] key = entry.key() == null ? null : utf8(entry.key());
            records.add(new ProducerRecord<>(topic, 0, key, entry.data(), headers));
        }
        return records;
    }

    private static Batch.Entry withoutData(Batch.Entry entry) {
        return new Batch.Entry(entry.partition(), entry.seq(), entry.key(), new byte[0]);
    }

    private static byte[] push(Batch batch, Batch.Pushed pushed, long first) {
        return MessageCodec.encode(
                new MessageCodec.PushRecord(first, batch.entries().size(), pushed.digest()));
    }

    /** The headers that all messages of a batch share. */
    private static List<Header> common(ChannelId channel, Batch batch) {
        Batch.Entry none = new Batch.Entry(0, 0, null, new byte[0]);
        Message message = MessageCodec.decode(0, MessageCodec.encode(batch, none, false));
        List<Header> headers = new ArrayList<>();
        CloudEvents.attributes(channel, message).forEach((name, value) -> {
            if (!OF_ONE_MESSAGE.contains(name)) {
                headers.add(new Attribute(name.equals(CONTENT_TYPE) ? "content-type" : "ce_" + name, value));
            }
        });
        return headers;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Empty for a record that another program has written. */
    static Optional<RocksDbCopy.Restored> restored(ConsumerRecord<byte[], byte[]> record) {
        Header head = record.headers().lastHeader(BATCH);
        if (head == null || record.value() == null) {
            return Optional.empty();
        }
        Header push = record.headers().lastHeader(PUSH);
        byte[] value = ByteBuffer.allocate(head.value().length + record.value().length)
                .put(head.value())
                .put(record.value())
                .array();
        return Optional.of(new RocksDbCopy.Restored(
                record.offset(), value, push == null ? null : MessageCodec.decodePush(push.value())));
    }
}
