package io.mist.server.door.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Reads the topics of inputs with one consumer, a batch of each partition after another. Confined to the thread that reads. */
final class InputSession implements ReadingThread.Session, ConsumerRebalanceListener {

    private static final Duration POLL = Duration.ofMillis(200);

    private final Consumer<byte[], byte[]> consumer;
    private final Cluster cluster;
    private final Inputs inputs;
    private final RecordKeys keys;
    private final CountDownLatch closing;
    private final Map<TopicPartition, Backlog> backlogs = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
    private Set<String> subscribed = Set.of();

    InputSession(Consumer<byte[], byte[]> consumer, Cluster cluster, Inputs inputs, CountDownLatch closing) {
        this.consumer = consumer;
        this.cluster = cluster;
        this.inputs = inputs;
        this.keys = new RecordKeys(cluster);
        this.closing = closing;
    }

    @Override
    public boolean step() throws InterruptedException {
        subscribe();
        if (subscribed.isEmpty()) {
            boolean unused = closing.await(POLL.toMillis(), TimeUnit.MILLISECONDS);
            return false;
        }
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        for (TopicPartition partition : records.partitions()) {
            backlog(partition).add(records.records(partition));
        }
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> batches = batches();
        plan(batches);
        batches.forEach(this::push);
        return !batches.isEmpty();
    }

    private void subscribe() {
        Set<String> wanted = inputs.topics().byTopic().keySet();
        if (wanted.equals(subscribed)) {
            return;
        }
        commit();
        if (wanted.isEmpty()) {
            consumer.unsubscribe();
        } else {
            Set<String> added = new TreeSet<>(wanted);
            added.removeAll(subscribed);
            cluster.ensure(added);
            consumer.subscribe(wanted, this);
        }
        subscribed = wanted;
    }

    private Backlog backlog(TopicPartition partition) {
        return backlogs.computeIfAbsent(
                partition, p -> new Backlog(consumer.committed(Set.of(p)).get(p)));
    }

    private Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> batches() {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> batches = new HashMap<>();
        backlogs.forEach((partition, backlog) -> {
            if (!backlog.isEmpty()) {
                List<ConsumerRecord<byte[], byte[]>> batch = backlog.next(consumer.position(partition));
                if (!batch.isEmpty()) {
                    batches.put(partition, batch);
                }
            }
        });
        return batches;
    }

    private void plan(Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> batches) {
        batches.forEach((partition, batch) -> done.put(partition, Backlog.plan(batch)));
        commit();
    }

    private void commit() {
        if (!done.isEmpty()) {
            consumer.commitSync(done);
            done.clear();
        }
    }

    private void push(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> batch) {
        List<Keyed> keyed = new ArrayList<>();
        batch.forEach(record -> keyed.add(new Keyed(record, keys.of(record))));
        inputs.push(partition.topic(), keyed);
        done.put(partition, Backlog.done(batch));
    }

    /** A record and the key of its place. */
    record Keyed(ConsumerRecord<byte[], byte[]> record, String key) {}

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        partitions.forEach(backlogs::remove);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        commit();
        partitions.forEach(backlogs::remove);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        partitions.forEach(backlogs::remove);
        partitions.forEach(done::remove);
    }

    @Override
    public void end() {
        commit();
    }
}
