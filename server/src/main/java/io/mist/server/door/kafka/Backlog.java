package io.mist.server.door.kafka;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * What was read of one partition and is in no log yet. The offset that the group has committed says, in its metadata, up to
 * where the batch reaches that begins there, before that batch is pushed: after any failure the very same batch is
 * pushed again, under the same key. Confined to the thread that reads.
 */
final class Backlog {

    private static final String UNTIL = "until=";

    private final Deque<ConsumerRecord<byte[], byte[]>> records = new ArrayDeque<>();
    /** The last offset of the batch that is planned; -1 if none is. */
    private long planned;

    /** @param committed what the group has committed last, or null */
    Backlog(@Nullable OffsetAndMetadata committed) {
        this.planned = committed == null ? -1 : planned(committed.metadata());
    }

    private static long planned(String metadata) {
        return metadata.matches(UNTIL + "\\d{1,18}") ? Long.parseLong(metadata.substring(UNTIL.length())) : -1;
    }

    void add(List<ConsumerRecord<byte[], byte[]>> more) {
        records.addAll(more);
    }

    /**
     * The next batch; empty if there is nothing, or not all of what is planned.
     *
     * @param position from where the consumer reads next
     */
    List<ConsumerRecord<byte[], byte[]>> next(long position) {
        if (planned >= 0 && position <= planned) {
            return List.of();
        }
        List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
        while (!records.isEmpty()
                && (planned < 0
                        ? batch.size() < Clients.MOST_POLLED
                        : records.peek().offset() <= planned)) {
            batch.add(records.remove());
        }
        planned = -1;
        return batch;
    }

    boolean isEmpty() {
        return records.isEmpty();
    }

    /** The offsets to commit before the batch is pushed. */
    static OffsetAndMetadata plan(List<ConsumerRecord<byte[], byte[]>> batch) {
        return new OffsetAndMetadata(
                batch.get(0).offset(), UNTIL + batch.get(batch.size() - 1).offset());
    }

    /** The offsets to commit after it, at the latest with the plan of the next. */
    static OffsetAndMetadata done(List<ConsumerRecord<byte[], byte[]>> batch) {
        return new OffsetAndMetadata(batch.get(batch.size() - 1).offset() + 1);
    }
}
