package io.mist.server.door.kafka;

import io.mist.server.door.OutputCursor;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Message;
import io.mist.server.gate.message.Page;
import io.mist.server.gate.message.Publication;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far one output is published. The place is noted twice: in the transaction that publishes, as the offset of a group
 * with the id of the last message, and after it in the channel's log, which outlives what Kafka remembers of groups.
 * Confined to the thread that publishes.
 */
final class NotedCursor {

    private static final Logger LOG = LoggerFactory.getLogger(NotedCursor.class);

    private final OutputCursor cursor;
    private final String group;
    private final SortedSet<Long> leftOut = new TreeSet<>();
    /** Up to this offset one message is published at a time. */
    private long oneByOneUntil = -1;

    private NotedCursor(OutputCursor cursor, String group) {
        this.cursor = cursor;
        this.group = group;
    }

    /** At the first message that is not published yet, for certain as long as no other producer publishes. */
    static NotedCursor resume(ChannelId channel, String group, Cluster cluster, Publication publication) {
        OutputCursor cursor = OutputCursor.resume(channel, publication, "Kafka");
        for (OffsetAndMetadata noted : cluster.committed(group).values()) {
            if (noted != null && noted.offset() > cursor.next() && isOf(channel, noted, publication)) {
                cursor.moveTo(noted.offset());
            }
        }
        return new NotedCursor(cursor, group);
    }

    /** Another log, of another data directory, may have been published under the same name before. */
    private static boolean isOf(ChannelId channel, OffsetAndMetadata noted, Publication publication) {
        if (noted.offset() > publication.end(channel)) {
            LOG.warn(
                    "{} is published from its beginning: Kafka has noted an offset of another log, {}", channel, noted);
            return false;
        }
        Page last = publication.read(channel, noted.offset() - 1, 1);
        return last.messages().isEmpty()
                || last.messages().get(0).offset() >= noted.offset()
                || last.messages().get(0).id().equals(noted.metadata());
    }

    ChannelId channel() {
        return cursor.channel();
    }

    String group() {
        return group;
    }

    void hasMore() {
        cursor.hasMore();
    }

    /** The next messages, again until they are {@link #published}. */
    List<Message> read(int limit) {
        return cursor.read(limit);
    }

    /** Returns the note for the moment when all up to this message are published. */
    static Map<TopicPartition, OffsetAndMetadata> note(String topic, Message last) {
        return Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(last.offset() + 1, last.id()));
    }

    /** The brokers reject it for good. */
    void leaveOut(long offset) {
        leftOut.add(offset);
        hasMore();
    }

    /** One of the messages up to this offset is rejected for good; publishing each by itself shows which. */
    void oneByOneUntil(long offset) {
        oneByOneUntil = offset;
        hasMore();
    }

    boolean isOneByOne() {
        return cursor.next() <= oneByOneUntil;
    }

    boolean isLeftOut(Message message) {
        return leftOut.contains(message.offset());
    }

    /** All up to this message is published. */
    void published(Message last) {
        cursor.passed(last);
        leftOut.headSet(cursor.next()).clear();
        cursor.save(cursor.next());
    }
}
