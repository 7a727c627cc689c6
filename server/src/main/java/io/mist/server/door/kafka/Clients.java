package io.mist.server.door.kafka;

import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes the door's clients, with the settings that its promises rest on. Immutable. */
record Clients(KafkaSettings settings) {

    /** Records that one poll hands over at most. */
    static final int MOST_POLLED = 500;

    /** How soon a topic or partition that is new is read. */
    private static final int METADATA_MILLIS = 10_000;
    /** The door's own bounds say what is too large; what the broker does not take, it rejects. */
    private static final int LARGEST_REQUEST = 1 << 30;

    private static final int MOST_BUFFERED = 64 << 20;

    Admin admin() {
        Map<String, Object> client = settings.newClient();
        client.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, settings.timeoutMillis());
        client.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, settings.timeoutMillis());
        return Admin.create(client);
    }

    /** Sees only what is committed; begins at the earliest record; commits on request. */
    Consumer<byte[], byte[]> consumer(String group) {
        Map<String, Object> client = settings.newClient();
        client.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        client.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        client.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        client.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        client.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_POLLED);
        client.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, settings.timeoutMillis());
        client.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_MILLIS);
        client.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        client.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        return new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** In order, and once for each call of {@code send}. */
    Producer<byte[], byte[]> producer() {
        return new KafkaProducer<>(producing(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** @param id has one producer at a time: a new one ends the one before it */
    Producer<byte[], byte[]> transactional(String id) {
        Map<String, Object> client = producing();
        client.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
        return new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private Map<String, Object> producing() {
        Map<String, Object> client = settings.newClient();
        client.put(ProducerConfig.ACKS_CONFIG, "all");
        client.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        client.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, settings.timeoutMillis());
        client.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
        client.putIfAbsent(ProducerConfig.BUFFER_MEMORY_CONFIG, MOST_BUFFERED);
        return client;
    }
}
