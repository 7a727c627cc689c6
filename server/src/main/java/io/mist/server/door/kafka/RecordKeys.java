package io.mist.server.door.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * Idempotency keys of records: where they stand. Topics go by their ids, because one that is removed and made again begins
 * at the same offsets. Confined to a thread.
 */
final class RecordKeys {

    private final Cluster cluster;
    private final Map<String, Uuid> ids = new HashMap<>();
    private final Map<TopicPartition, Long> last = new HashMap<>();

    RecordKeys(Cluster cluster) {
        this.cluster = cluster;
    }

    String of(ConsumerRecord<?, ?> record) {
        Long before = last.put(new TopicPartition(record.topic(), record.partition()), record.offset());
        if (before != null && record.offset() <= before) {
            // It comes again, or the topic is another one.
            ids.remove(record.topic());
        }
        return "kafka:" + ids.computeIfAbsent(record.topic(), cluster::idOf) + "/" + record.partition() + "/"
                + record.offset();
    }
}
