package io.mist.server.door.kafka;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** The headers that the door writes and reads. */
final class Headers {

    /** On all that Mist writes: {@code route/channel} of an output, or what else it is. */
    static final String ORIGIN = "mist-origin";

    /** On all that a log in Kafka holds. */
    static final String BATCH = "mist-batch";

    static final String CONTENT_TYPE = "content-type";

    /** Before the names of a CloudEvent's attributes, as its protocol binding for Kafka has it. */
    static final String EVENT = "ce_";

    /** The name that a caller gives itself. */
    static final String USER = "mist-user";

    /** Why a record was rejected, and which it was. */
    static final String PROBLEMS = "mist-problems";

    static final String REJECTED = "mist-rejected";

    /** Where an answer is wanted. The second is that of Spring. */
    static final List<String> REPLY_TOPIC = List.of("mist-reply-topic", "kafka_replyTopic");

    /** Headers that an answer repeats. The second is that of Spring. */
    static final List<String> CORRELATION = List.of("mist-correlation", "kafka_correlationId");

    private Headers() {}

    static @Nullable String text(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    static boolean has(ConsumerRecord<?, ?> record, String name) {
        return record.headers().lastHeader(name) != null;
    }

    /** Whether a Mist wrote it. */
    static boolean isOwn(ConsumerRecord<?, ?> record) {
        return has(record, ORIGIN) || has(record, BATCH);
    }

    static void add(ProducerRecord<?, ?> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
