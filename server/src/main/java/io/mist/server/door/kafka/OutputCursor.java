package io.mist.server.door.kafka;

import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Message;
import io.mist.server.gate.message.Page;
import io.mist.server.gate.message.Publication;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far one output is published. Where it stands is noted twice: in the transaction that publishes, as the offset of a
 * group with the id of the last message, and after it in the channel's log, which outlives what Kafka remembers of groups.
 * Confined to the publishing thread.
 */
final class OutputCursor {

    /** The reader's name in {@link Publication#cursor}. */
    static final String READER = "kafka";

    private static final Logger log = LoggerFactory.getLogger(OutputCursor.class);

    private final ChannelId channel;
    private final String group;
    private final SortedSet<Long> leftOut = new TreeSet<>();
    private long next;
    private boolean more = true;
    /** Up to this offset one message is published at a time. */
    private long oneByOneUntil = -1;

    private OutputCursor(ChannelId channel, String group, long next) {
        this.channel = channel;
        this.group = group;
        this.next = next;
    }

    /** At the first message that is not published yet, for certain as long as no other producer publishes. */
    static OutputCursor of(ChannelId channel, String group, Cluster cluster, Publication channels) {
        OptionalLong saved = channels.cursor(channel);
        long next = saved.orElseGet(() -> channels.start(channel));
        for (OffsetAndMetadata noted : cluster.committed(group).values()) {
            if (noted != null && noted.offset() > next && isOf(channel, noted, channels)) {
                next = noted.offset();
            }
        }
        return new OutputCursor(channel, group, next);
    }

    /** Another log, of another data directory, may have been published under the same name before. */
    private static boolean isOf(ChannelId channel, OffsetAndMetadata noted, Publication channels) {
        if (noted.offset() > channels.end(channel)) {
            log.warn(
                    "{} is published from its beginning: Kafka has noted an offset of another log, {}", channel, noted);
            return false;
        }
        Page last = channels.read(channel, noted.offset() - 1, 1);
        return last.messages().isEmpty()
                || last.messages().get(0).offset() >= noted.offset()
                || last.messages().get(0).id().equals(noted.metadata());
    }

    ChannelId channel() {
        return channel;
    }

    String group() {
        return group;
    }

    void hasMore() {
        more = true;
    }

    List<Message> read(Publication channels, int limit) {
        if (!more) {
            return List.of();
        }
        Page page = channels.read(channel, next, limit);
        Page.Gap gap = page.gap();
        if (gap != null) {
            log.warn(
                    "messages {}..{} of {} were removed by retention before Kafka got them",
                    gap.from(),
                    gap.to(),
                    channel);
        }
        more = page.messages().size() >= limit;
        if (page.messages().isEmpty()) {
            next = Math.max(next, page.next());
        }
        return page.messages();
    }

    /** What is noted when all up to this message are published. */
    static Map<TopicPartition, OffsetAndMetadata> note(String topic, Message last) {
        return Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(last.offset() + 1, last.id()));
    }

    /** The brokers refuse it for good. */
    void leaveOut(long offset) {
        leftOut.add(offset);
        more = true;
    }

    /** One of the messages up to this offset is refused for good; which one shows when each is published by itself. */
    void oneByOneUntil(long offset) {
        oneByOneUntil = offset;
        more = true;
    }

    boolean isOneByOne() {
        return next <= oneByOneUntil;
    }

    boolean isLeftOut(Message message) {
        return leftOut.contains(message.offset());
    }

    /** All up to this message is published. */
    void published(Message last, Publication channels) {
        next = last.offset() + 1;
        leftOut.headSet(next).clear();
        channels.saveCursor(channel, next);
    }
}
