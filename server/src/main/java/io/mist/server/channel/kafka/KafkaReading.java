package io.mist.server.channel.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads topics, of one partition each, up to where they end when it begins; what is not committed is passed over. */
final class KafkaReading {

    private static final Duration POLL = Duration.ofMillis(200);

    private KafkaReading() {}

    /** Takes what is read, topic by topic in order. */
    interface Sink {

        /**
         * Where a topic begins and ends, before anything of it is read.
         *
         * @return the offset to read from; at or after {@code end} to read nothing
         */
        long from(String topic, long start, long end);

        void take(String topic, List<ConsumerRecord<byte[], byte[]>> records);
    }

    /** @throws io.mist.protocol.MistException of kind resources, if Kafka says nothing more for the time it has */
    static void read(KafkaClients clients, Set<String> topics, Sink sink) {
        if (topics.isEmpty()) {
            return;
        }
        try (Consumer<byte[], byte[]> consumer = clients.consumer()) {
            List<TopicPartition> partitions =
                    topics.stream().map(topic -> new TopicPartition(topic, 0)).toList();
            Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Set<TopicPartition> left = seek(consumer, starts, ends, sink);
            readUntil(ends, left, consumer, sink, clients.timeout());
        } catch (KafkaException e) {
            throw clients.failure("cannot read the channel logs", e);
        }
    }

    private static Set<TopicPartition> seek(
            Consumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> starts,
            Map<TopicPartition, Long> ends,
            Sink sink) {
        Set<TopicPartition> left = new HashSet<>();
        Map<TopicPartition, Long> positions = new HashMap<>();
        starts.forEach((partition, start) -> {
            long end = end(ends, partition);
            long from = sink.from(partition.topic(), start, end);
            if (from < end) {
                left.add(partition);
                positions.put(partition, Math.max(start, from));
            }
        });
        consumer.assign(new ArrayList<>(left));
        positions.forEach(consumer::seek);
        return left;
    }

    private static long end(Map<TopicPartition, Long> ends, TopicPartition partition) {
        return ends.getOrDefault(partition, 0L);
    }

    private static void readUntil(
            Map<TopicPartition, Long> ends,
            Set<TopicPartition> left,
            Consumer<byte[], byte[]> consumer,
            Sink sink,
            Duration patience) {
        long heard = System.nanoTime();
        while (!left.isEmpty()) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            records.partitions().forEach(partition -> sink.take(partition.topic(), records.records(partition)));
            boolean done = left.removeIf(partition -> consumer.position(partition) >= end(ends, partition));
            if (done || !records.isEmpty()) {
                heard = System.nanoTime();
            } else if (System.nanoTime() - heard > patience.toNanos()) {
                throw new TimeoutException("nothing came for " + patience + ", and more is there of " + left);
            }
        }
    }
}
