package io.mist.server.channel.kafka;

import io.mist.server.channel.Batch;
import io.mist.server.channel.DeclaredKinds;
import io.mist.server.channel.MessageCodec;
import io.mist.server.channel.OlderKinds;
import io.mist.server.channel.kafka.KafkaNotes.Note;
import io.mist.server.channel.rocksdb.RocksDbCopy;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.ChannelKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the copy up to date with what is in Kafka. Used by one thread at a time. */
final class KafkaCatchUp {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaCatchUp.class);
    private static final String READER = "log-notes";

    private final KafkaClients clients;
    private final KafkaTopics topics;
    private final KafkaTopicMaker maker;
    private final RocksDbCopy copy;
    private final DeclaredKinds declared;

    KafkaCatchUp(
            KafkaClients clients, KafkaTopics topics, KafkaTopicMaker maker, RocksDbCopy copy, DeclaredKinds declared) {
        this.clients = clients;
        this.topics = topics;
        this.maker = maker;
        this.copy = copy;
        this.declared = declared;
    }

    /**
     * The channels that notes name.
     *
     * @param withKind those with a note that has their kind
     * @param withoutKind the others, whose kind the messages show
     * @param next where notes are read from the next time
     */
    record Noted(Set<ChannelId> withKind, Set<ChannelId> withoutKind, boolean areAll, long next) {}

    /** Takes over what is noted since the last time; all if it is the first time. */
    Noted readNotes() {
        NoteSink sink = new NoteSink(copy.position(READER).orElse(0));
        KafkaReading.read(clients, Set.of(topics.notes()), sink);
        return new Noted(sink.withKind, sink.withoutKind, sink.from == 0, sink.end);
    }

    void notesAreRead(Noted noted) {
        copy.savePosition(READER, noted.next());
    }

    private final class NoteSink implements KafkaReading.Sink {

        private final long from;
        private final Set<ChannelId> withKind = new HashSet<>();
        private final Set<ChannelId> withoutKind = new HashSet<>();
        private long end;

        NoteSink(long from) {
            this.from = from;
        }

        @Override
        public long from(String topic, long start, long topicEnd) {
            end = topicEnd;
            return from;
        }

        @Override
        public void take(String topic, List<ConsumerRecord<byte[], byte[]>> records) {
            records.forEach(record -> take(KafkaNotes.read(record)));
        }

        private void take(Note note) {
            if (note instanceof KafkaNotes.Exists exists) {
                withKind.add(exists.channel());
            } else if (note instanceof KafkaNotes.ExistsWithoutKind exists) {
                withoutKind.add(exists.channel());
            } else if (note instanceof KafkaNotes.Last last) {
                copy.restoreLast(last.channel(), last.batch());
            } else if (note instanceof KafkaNotes.Cursor cursor
                    && copy.log().cursor(cursor.reader(), cursor.channel()).isEmpty()) {
                copy.log().saveCursor(cursor.reader(), cursor.channel(), cursor.next());
            }
        }
    }

    /** Copies what the copy has not got of some channels. */
    void readTopics(Set<ChannelId> channels, Set<ChannelId> withoutKind) {
        Set<String> present = maker.present();
        Map<String, Topic> wanted = new LinkedHashMap<>();
        for (ChannelId channel : channels) {
            if (present.contains(topics.of(channel))) {
                wanted.computeIfAbsent(topics.of(channel), ignored -> new Topic())
                        .channels
                        .add(channel);
            } else if (copy.log().end(channel) > 0) {
                LOG.error("{}", gone(channel, 0));
            }
        }
        for (ChannelId channel : withoutKind) {
            if (present.contains(topics.of(channel))) {
                wanted.computeIfAbsent(topics.of(channel), ignored -> new Topic()).withoutKind = channel;
            }
        }
        KafkaReading.read(clients, wanted.keySet(), new TopicSink(wanted));
        wanted.values().forEach(Topic::end);
    }

    String gone(ChannelId channel, long end) {
        return "the topic " + topics.of(channel) + " was removed or made again: it ends at offset " + end
                + ", and this server has messages up to " + copy.log().end(channel) + " (expected: the topic as it was;"
                + " to begin from scratch, stop Mist and remove the topics of all channels and the directory of their"
                + " copy)";
    }

    private record TopicSink(Map<String, Topic> topics) implements KafkaReading.Sink {

        @Override
        public long from(String topic, long start, long end) {
            return topic(topic).from(start, end);
        }

        @Override
        public void take(String topic, List<ConsumerRecord<byte[], byte[]>> records) {
            topic(topic).take(records);
        }

        private Topic topic(String name) {
            Topic topic = topics.get(name);
            if (topic == null) {
                throw new IllegalStateException("records of " + name + " (expected: only topics that were asked for)");
            }
            return topic;
        }
    }

    /**
     * A topic that is read: the log of one channel, or of an input and an output that have had the same name at different
     * times. Then, and if no note has the kind, the origin of each message shows which of them it belongs to.
     */
    private final class Topic {

        private final Set<ChannelId> channels = new HashSet<>();
        private @Nullable ChannelId withoutKind;
        private boolean isEmpty = true;
        private long start;

        /** @return the first offset that the copy needs */
        long from(long topicStart, long end) {
            start = topicStart;
            long known = channels.stream().mapToLong(copy.log()::end).max().orElse(0);
            if (end < known) {
                channels.forEach(channel -> LOG.error("{}", gone(channel, end)));
            } else if (known < start) {
                channels.forEach(channel -> copy.restartAt(channel, start));
            }
            return Math.max(known, start);
        }

        void take(List<ConsumerRecord<byte[], byte[]>> records) {
            Map<ChannelId, List<RocksDbCopy.Restored>> restored = new LinkedHashMap<>();
            for (ConsumerRecord<byte[], byte[]> record : records) {
                KafkaRecords.restored(record)
                        .ifPresentOrElse(
                                one -> restored.computeIfAbsent(channel(one), ignored -> new ArrayList<>())
                                        .add(one),
                                () -> LOG.warn(
                                        "Passed over offset {} of the topic {}: Mist has not written it",
                                        record.offset(),
                                        record.topic()));
            }
            restored.forEach(this::restore);
        }

        private ChannelId channel(RocksDbCopy.Restored restored) {
            if (channels.size() == 1) {
                return channels.iterator().next();
            }
            ChannelId any = channels.isEmpty()
                    ? Objects.requireNonNull(withoutKind)
                    : channels.iterator().next();
            Batch.Origin origin = MessageCodec.decodeStored(restored.offset(), restored.value())
                    .origin();
            return new ChannelId(any.route(), OlderKinds.of(any.name(), origin), any.name());
        }

        private void restore(ChannelId channel, List<RocksDbCopy.Restored> restored) {
            if (copy.log().end(channel) < start) {
                copy.restartAt(channel, start);
            }
            copy.restore(channel, restored);
            isEmpty = false;
        }

        /** A channel without messages has no message that shows its kind. */
        void end() {
            ChannelId channel = withoutKind;
            if (isEmpty && channels.isEmpty() && channel != null && start > 0) {
                ChannelKind kind = declared.of(channel.route(), channel.name()).orElse(channel.kind());
                copy.restartAt(new ChannelId(channel.route(), kind, channel.name()), start);
            }
        }
    }
}
