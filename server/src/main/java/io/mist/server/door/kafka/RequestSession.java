package io.mist.server.door.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads requests with one consumer. A request's offset is committed when its answer is with the brokers, so that after
 * any failure before that it comes again. Confined to the thread that reads.
 */
final class RequestSession implements ReadingThread.Session, ConsumerRebalanceListener {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Logger LOG = LoggerFactory.getLogger(RequestSession.class);

    private final Consumer<byte[], byte[]> consumer;
    private final Requests requests;
    private final RecordKeys keys;
    private final Map<TopicPartition, Progress> progress = new HashMap<>();

    RequestSession(Consumer<byte[], byte[]> consumer, Cluster cluster, Requests requests, String topic) {
        this.consumer = consumer;
        this.requests = requests;
        this.keys = new RecordKeys(cluster);
        cluster.ensure(List.of(topic));
        consumer.subscribe(List.of(topic), this);
    }

    @Override
    public boolean step() {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            take(record);
        }
        holdBack();
        commit(progress.keySet());
        return !records.isEmpty();
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        Progress of = progress.computeIfAbsent(
                new TopicPartition(record.topic(), record.partition()), partition -> new Progress());
        of.began(record.offset());
        requests.take(record, keys.of(record), () -> of.done(record.offset()));
    }

    /** The consumer stays in its group while nothing more is read. */
    private void holdBack() {
        Set<TopicPartition> assigned = consumer.assignment();
        if (requests.isFull()) {
            consumer.pause(assigned);
        } else if (!consumer.paused().isEmpty()) {
            consumer.resume(consumer.paused());
        }
    }

    private void commit(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            Progress of = progress.get(partition);
            Long offset = of == null ? null : of.toCommit();
            if (offset != null) {
                offsets.put(partition, new OffsetAndMetadata(offset));
            }
        }
        if (offsets.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(offsets);
            offsets.forEach((partition, at) -> {
                Progress of = progress.get(partition);
                if (of != null) {
                    of.committed(at.offset());
                }
            });
        } catch (RetriableException e) {
            // The next time; until then a restart would only read these again.
            LOG.debug("cannot commit {} now", offsets, e);
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        LOG.debug("requests are read from {}", partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        commit(partitions);
        partitions.forEach(progress::remove);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        partitions.forEach(progress::remove);
    }

    @Override
    public void end() {
        requests.drain();
        commit(progress.keySet());
    }
}
