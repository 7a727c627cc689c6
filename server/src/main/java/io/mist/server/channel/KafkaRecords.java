package io.mist.server.channel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Messages as records of Kafka: CloudEvents in binary mode, and beside it two headers for Mist itself. {@code mist-batch}
 * is all that {@link MessageCodec} keeps of a message but its data; {@code mist-push}, on the first message of a push
 * with a key, what is remembered of the push.
 */
final class KafkaRecords {

    static final String BATCH = "mist-batch";
    private static final String PUSH = "mist-push";

    private KafkaRecords() {}

    /** @param first the offset that the first one is going to have */
    static List<ProducerRecord<byte[], byte[]>> of(String topic, ChannelId channel, Batch batch, long first) {
        List<ProducerRecord<byte[], byte[]>> records =
                new ArrayList<>(batch.entries().size());
        for (Batch.Entry entry : batch.entries()) {
            records.add(of(topic, channel, batch, entry, first, first + records.size()));
        }
        return records;
    }

    private static ProducerRecord<byte[], byte[]> of(
            String topic, ChannelId channel, Batch batch, Batch.Entry entry, long first, long offset) {
        byte[] key = entry.key() == null ? null : utf8(entry.key());
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, 0, key, entry.data());
        byte[] head = MessageCodec.encode(batch, withoutData(entry), offset == first);
        addEvent(record.headers(), channel, MessageCodec.decode(offset, head));
        record.headers().add(BATCH, head);
        if (offset == first && batch.origin() instanceof Batch.Pushed pushed && pushed.key() != null) {
            record.headers()
                    .add(
                            PUSH,
                            MessageCodec.encode(new MessageCodec.PushRecord(
                                    first, batch.entries().size(), pushed.digest())));
        }
        return record;
    }

    private static Batch.Entry withoutData(Batch.Entry entry) {
        return new Batch.Entry(entry.partition(), entry.seq(), entry.key(), new byte[0]);
    }

    private static void addEvent(Headers headers, ChannelId channel, Message message) {
        add(headers, "ce_specversion", "1.0");
        add(headers, "ce_id", message.id());
        add(headers, "ce_source", CloudEvents.source(channel, message));
        add(headers, "ce_type", CloudEvents.type(channel, message));
        add(headers, "ce_time", message.at().toString());
        add(headers, "content-type", "application/json");
        if (message.epoch() != null) {
            add(headers, "ce_mistepoch", message.epoch().toString());
        }
        if (!message.isPushed()) {
            add(headers, "ce_mistlive", Long.toString(message.live()));
        }
        if (message.key() != null) {
            add(headers, "ce_partitionkey", message.key());
        }
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, utf8(value));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Empty for a record that another program has written. */
    static Optional<RocksDbLog.Restored> restored(ConsumerRecord<byte[], byte[]> record) {
        Header head = record.headers().lastHeader(BATCH);
        if (head == null || record.value() == null) {
            return Optional.empty();
        }
        Header push = record.headers().lastHeader(PUSH);
        byte[] value = ByteBuffer.allocate(head.value().length + record.value().length)
                .put(head.value())
                .put(record.value())
                .array();
        return Optional.of(new RocksDbLog.Restored(
                record.offset(), value, push == null ? null : MessageCodec.decodePush(push.value())));
    }
}
