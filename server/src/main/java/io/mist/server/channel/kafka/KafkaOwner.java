package io.mist.server.channel.kafka;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The server that writes the logs: the last one that has said so. One that was cut off from Kafka, and comes back, sees
 * that another has taken over, and does not take the logs back.
 */
final class KafkaOwner {

    /** The last note is among these: each is followed by the end of its transaction. */
    private static final int LOOK_BACK = 20;

    private final KafkaClients clients;
    private final String topic;
    private final String self;

    KafkaOwner(KafkaClients clients, String topic) {
        this.clients = clients;
        this.topic = topic;
        this.self = UUID.randomUUID() + " on " + host() + " since " + Instant.now();
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "an unknown host";
        }
    }

    ProducerRecord<byte[], byte[]> note() {
        byte[] key = "owner".getBytes(StandardCharsets.UTF_8);
        return new ProducerRecord<>(topic, 0, key, self.getBytes(StandardCharsets.UTF_8));
    }

    boolean isSelf(String owner) {
        return owner.equals(self);
    }

    /** Returns the last owner; empty if there was none. */
    String current() {
        Last last = new Last();
        KafkaReading.read(clients, Set.of(topic), last);
        return last.text;
    }

    private static final class Last implements KafkaReading.Sink {

        private String text = "";

        @Override
        public long from(String topic, long start, long end) {
            return end - LOOK_BACK;
        }

        @Override
        public void take(String topic, List<ConsumerRecord<byte[], byte[]>> records) {
            text = new String(records.get(records.size() - 1).value(), StandardCharsets.UTF_8);
        }
    }
}
