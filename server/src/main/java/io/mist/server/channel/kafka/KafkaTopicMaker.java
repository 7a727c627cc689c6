package io.mist.server.channel.kafka;

import io.mist.protocol.MistException;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Retention;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;

/** Makes topics that are not there yet; those that are there are left as they are. Safe for any thread. */
final class KafkaTopicMaker {

    private static final long SMALLEST_SEGMENT = 1L << 20;
    private static final long LARGEST_SEGMENT = 1L << 30;
    /** Retention removes pieces of this part of what is kept. */
    private static final int PIECES = 10;

    private final KafkaClients clients;
    private final Admin admin;
    private final Optional<Short> replicationFactor;
    private final Function<ChannelId, Retention> retention;
    private final Set<String> made = ConcurrentHashMap.newKeySet();
    /** Made, and never asked for. */
    private final Set<String> fresh = ConcurrentHashMap.newKeySet();

    KafkaTopicMaker(
            KafkaClients clients,
            Admin admin,
            Optional<Short> replicationFactor,
            Function<ChannelId, Retention> retention) {
        this.clients = clients;
        this.admin = admin;
        this.replicationFactor = replicationFactor;
        this.retention = retention;
    }

    /** Whether a topic has just been made, and so is empty: a broker may not know it yet. True once. */
    boolean isFresh(String topic) {
        return fresh.remove(topic);
    }

    Set<String> present() {
        return clients.answer("cannot list the topics", admin.listTopics().names());
    }

    /** Topics that keep the last record of each key. */
    void makeCompacted(String... topics) {
        for (String topic : topics) {
            make(topic, Map.of("cleanup.policy", "compact", "min.cleanable.dirty.ratio", "0.1"));
        }
    }

    /** The topic of a channel. */
    void makeLog(ChannelId channel, String topic) {
        Retention keep = retention.apply(channel);
        long segment = Math.max(SMALLEST_SEGMENT, Math.min(LARGEST_SEGMENT, keep.bytes() / PIECES));
        make(
                topic,
                Map.of(
                        "cleanup.policy", "delete",
                        "retention.ms", Long.toString(keep.age().toMillis()),
                        "retention.bytes", Long.toString(keep.bytes()),
                        "segment.bytes", Long.toString(segment),
                        "segment.ms", Long.toString(Math.max(1_000, keep.age().toMillis() / PIECES)),
                        "max.message.bytes", Integer.toString(clients.maxRecordBytes())));
    }

    private void make(String topic, Map<String, String> settings) {
        if (made.contains(topic)) {
            return;
        }
        if (present().contains(topic)) {
            refuseManyPartitions(topic);
        } else {
            clients.answer(
                    "cannot make the topic " + topic,
                    admin.createTopics(
                                    List.of(new NewTopic(topic, Optional.of(1), replicationFactor).configs(settings)))
                            .all());
            fresh.add(topic);
        }
        made.add(topic);
    }

    /** Order, and the offsets of all messages, are those of one partition. */
    private void refuseManyPartitions(String topic) {
        TopicDescription found = clients.answer(
                        "cannot describe the topic " + topic,
                        admin.describeTopics(List.of(topic)).allTopicNames())
                .get(topic);
        if (found != null && found.partitions().size() != 1) {
            throw MistException.resources(
                    "log-failed",
                    "the topic " + topic + " has " + found.partitions().size()
                            + " partitions (expected: 1, in the order of which the messages of a channel stand)");
        }
    }
}
