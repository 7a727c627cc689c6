package io.mist.server.channel;

import io.mist.protocol.MistException;
import io.mist.server.config.KafkaConfig;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Page;
import io.mist.server.gate.message.Retention;
import io.mist.server.gate.message.Snapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logs of all channels in topics of Kafka, one each. A batch and the note of its origin are one transaction; what it
 * has acknowledged is there for any server that comes after. Beside them each server keeps a copy in RocksDB, which it
 * catches up when it opens: all reading, and the search for replays, is in the copy. Only one server writes: one that opens
 * fences the one before.
 */
public final class KafkaLog implements ChannelLog {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaLog.class);

    /** Transactions at a time. A channel always goes by the same lane: the number must not change. */
    private static final int LANES = 4;

    private static final String READER = "log-notes";
    private static final ChannelId NOTES = ChannelId.output("", READER);

    private final KafkaClients clients;
    private final KafkaTopics topics;
    private final KafkaTopicMaker maker;
    private final KafkaNotes notes;
    private final KafkaOwner owner;
    private final Admin admin;
    private final RocksDbLog copy;
    private final List<KafkaLane> lanes;
    /** Where readers are, not yet noted in Kafka: one number per reader and channel. */
    private final Map<Reader, Long> cursors = new ConcurrentHashMap<>();

    /** Channels of which Kafka may have what the copy has not, because a lane broke; at most one per lane. */
    private final Set<ChannelId> doubtful = ConcurrentHashMap.newKeySet();

    private final ScheduledExecutorService maintenance =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "mist-kafka-log"));
    private volatile @Nullable String successor;
    private volatile boolean closed;

    private record Reader(String name, ChannelId channel) {}

    private KafkaLog(
            KafkaConfig config, RocksDbLog copy, Function<ChannelId, Retention> retention, long maxMessageBytes) {
        this.clients = new KafkaClients(config, maxMessageBytes);
        this.topics = new KafkaTopics(config.topicPrefix());
        this.notes = new KafkaNotes(topics.notes());
        this.owner = new KafkaOwner(clients, topics.owner());
        this.copy = copy;
        this.admin = clients.admin();
        this.maker = new KafkaTopicMaker(clients, admin, config.replicationFactor(), retention);
        this.lanes = IntStream.range(0, LANES)
                .mapToObj(lane -> new KafkaLane(clients, config.topicPrefix() + "-log-" + lane, this::endOf))
                .toList();
    }

    /**
     * Fences the server before, and catches up with what is there.
     *
     * @param directory of the copy, which may be empty: then all of the topics is read
     * @throws MistException of kind resources if the directory cannot be opened or Kafka does not answer
     */
    public static KafkaLog open(
            KafkaConfig config, Path directory, Function<ChannelId, Retention> retention, long maxMessageBytes) {
        RocksDbLog copy = RocksDbLog.openCopy(directory, retention);
        KafkaLog log = null;
        try {
            log = new KafkaLog(config, copy, retention, maxMessageBytes);
            log.open();
            return log;
        } catch (RuntimeException e) {
            if (log == null) {
                copy.close();
            } else {
                log.close();
            }
            throw e;
        }
    }

    private void open() {
        maker.makeCompacted(topics.notes(), topics.owner());
        takeOver();
        Set<ChannelId> known = restoreNotes();
        known.addAll(copy.channels());
        restore(known);
        maintenance.scheduleWithFixedDelay(this::maintain, 1, 1, TimeUnit.SECONDS);
    }

    /**
     * Says first who writes from now on, and then fences the one before: whichever of the two opens a lane last, the older
     * one sees afterwards that it is not its own.
     */
    private void takeOver() {
        KafkaLane saying = new KafkaLane(clients, topics.owner(), this::endOf);
        synchronized (saying) {
            try {
                saying.open();
                saying.append(List.of(owner.note()));
            } finally {
                saying.close();
            }
        }
        for (KafkaLane lane : lanes) {
            synchronized (lane) {
                lane.open();
            }
        }
    }

    private KafkaLane lane(ChannelId channel) {
        return lanes.get(Math.floorMod(channel.toString().hashCode(), LANES));
    }

    private long endOf(String topic) {
        if (maker.isFresh(topic)) {
            return 0;
        }
        TopicPartition partition = new TopicPartition(topic, 0);
        return clients.answer(
                        "cannot see where the topic " + topic + " ends",
                        admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                                .partitionResult(partition))
                .offset();
    }

    // ---- what is there already

    private Set<ChannelId> restoreNotes() {
        Set<ChannelId> channels = new HashSet<>();
        long from = copy.cursor(READER, NOTES).orElse(0);
        AtomicLong until = new AtomicLong();
        KafkaReading.read(clients, Set.of(topics.notes()), new KafkaReading.Sink() {
            @Override
            public long from(String topic, long start, long end) {
                until.set(end);
                return from;
            }

            @Override
            public void take(String topic, List<ConsumerRecord<byte[], byte[]>> records) {
                records.forEach(record -> KafkaNotes.restore(record, copy, channels));
            }
        });
        copy.saveCursor(READER, NOTES, until.get());
        return channels;
    }

    /** Copies what the copy has not got. */
    private void restore(Set<ChannelId> channels) {
        Set<String> present = maker.present();
        Map<String, ChannelId> wanted = new HashMap<>();
        for (ChannelId channel : channels) {
            if (present.contains(topics.of(channel))) {
                wanted.put(topics.of(channel), channel);
            } else if (copy.end(channel) > 0) {
                LOG.error("{}", gone(channel, 0));
            }
        }
        KafkaReading.read(clients, wanted.keySet(), new KafkaReading.Sink() {
            @Override
            public long from(String topic, long start, long end) {
                return restoreFrom(channelOf(topic), start, end);
            }

            @Override
            public void take(String topic, List<ConsumerRecord<byte[], byte[]>> records) {
                restore(channelOf(topic), records);
            }

            private ChannelId channelOf(String topic) {
                return Objects.requireNonNull(wanted.get(topic));
            }
        });
    }

    private long restoreFrom(ChannelId channel, long start, long end) {
        long known = copy.end(channel);
        if (end < known) {
            LOG.error("{}", gone(channel, end));
        } else if (known < start) {
            copy.restartAt(channel, start);
        }
        return copy.end(channel);
    }

    private void restore(ChannelId channel, List<ConsumerRecord<byte[], byte[]>> records) {
        List<RocksDbLog.Restored> restored = new ArrayList<>(records.size());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            KafkaRecords.restored(record)
                    .ifPresentOrElse(
                            restored::add,
                            () -> LOG.warn(
                                    "Passed over offset {} of the topic {}: Mist has not written it",
                                    record.offset(),
                                    record.topic()));
        }
        copy.restore(channel, restored);
    }

    private String gone(ChannelId channel, long end) {
        return "the topic " + topics.of(channel) + " was removed or made again: it ends at offset " + end
                + ", and this server has messages up to " + copy.end(channel) + " (expected: the topic as it was;"
                + " to begin anew, stop Mist and remove the topics of all channels and the directory of their copy)";
    }

    // ---- append

    @Override
    public Appended append(ChannelId channel, Batch batch) {
        KafkaLane lane = lane(channel);
        synchronized (lane) {
            Optional<Appended> known = copy.known(channel, batch);
            if (known.isPresent()) {
                return known.get();
            }
            refuseIfFenced();
            boolean wasBroken = lane.isBroken();
            try {
                return write(lane, channel, batch);
            } catch (MistException e) {
                if (lane.isBroken() && !wasBroken) {
                    doubtful.add(channel);
                }
                if (lane.mayBeFenced()) {
                    findSuccessor();
                    refuseIfFenced();
                }
                throw e;
            }
        }
    }

    private Appended write(KafkaLane lane, ChannelId channel, Batch batch) {
        String topic = topics.of(channel);
        List<ProducerRecord<byte[], byte[]>> noted = notes(channel, batch);
        long first = copy.end(channel);
        if (batch.entries().isEmpty()) {
            lane.append(noted);
        } else {
            maker.makeLog(channel, topic);
            first = lane.append(topic, at -> records(topic, channel, batch, at), noted);
        }
        try {
            return copy.appendAt(channel, batch, first);
        } catch (RuntimeException e) {
            // It is in Kafka, and must be in the copy before anything else is: it would be taken for no replay.
            lane.breakFor(e);
            throw e;
        }
    }

    private List<ProducerRecord<byte[], byte[]>> records(String topic, ChannelId channel, Batch batch, long first) {
        if (first < copy.end(channel)) {
            throw MistException.resources("log-failed", gone(channel, first));
        }
        return KafkaRecords.of(topic, channel, batch, first);
    }

    private List<ProducerRecord<byte[], byte[]>> notes(ChannelId channel, Batch batch) {
        List<ProducerRecord<byte[], byte[]>> noted = new ArrayList<>();
        if (batch.origin() instanceof Batch.Published published) {
            noted.add(notes.last(channel, published));
        }
        if (copy.end(channel) == 0 && !batch.entries().isEmpty()) {
            noted.add(notes.exists(channel));
        }
        return noted;
    }

    private void refuseIfFenced() {
        if (successor != null) {
            throw MistException.resources(
                    "log-fenced",
                    "another server has taken over the channel logs: " + successor + "; this one writes no more"
                            + " (expected: one server at a time for the topics " + topics.prefix()
                            + ".*; give each a mist.kafka.topic-prefix of its own, and restart this one if it is to go"
                            + " on)");
        }
    }

    // ---- every second

    private void maintain() {
        try {
            for (KafkaLane lane : lanes) {
                if (lane.isBroken() && successor == null) {
                    mend(lane);
                }
            }
            noteCursors();
        } catch (MistException e) {
            LOG.warn("The channel logs cannot be written: {}", e.text());
        } catch (RuntimeException e) {
            LOG.error("The channel logs cannot be mended", e);
        }
    }

    private void mend(KafkaLane lane) {
        synchronized (lane) {
            findSuccessor();
            if (closed || successor != null) {
                return;
            }
            lane.open();
            findSuccessor();
            if (successor != null) {
                return;
            }
            Set<ChannelId> channels = new HashSet<>(copy.channels());
            channels.addAll(doubtful);
            channels.removeIf(channel -> lane(channel) != lane);
            restore(channels);
            doubtful.removeAll(channels);
            lane.mended();
            LOG.info("The channel logs can be written again");
        }
    }

    private void findSuccessor() {
        String current = owner.current();
        if (!current.isEmpty() && !owner.isSelf(current)) {
            successor = current;
            LOG.error("Another server has taken over the channel logs: {}", current);
        }
    }

    /** Not at once: a cursor that is a little old makes a reader read again, never miss a message. */
    private void noteCursors() {
        if (successor != null) {
            return;
        }
        Map<Reader, Long> noted = Map.copyOf(cursors);
        if (!noted.isEmpty()) {
            List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
            noted.forEach((reader, next) -> records.add(notes.cursor(reader.name(), reader.channel(), next)));
            KafkaLane lane = lanes.get(0);
            synchronized (lane) {
                lane.append(records);
            }
            noted.forEach(cursors::remove);
        }
    }

    // ---- the copy answers

    @Override
    public Page read(ChannelId channel, long from, @Nullable String run, int limit) {
        return copy.read(channel, from, run, limit);
    }

    @Override
    public OptionalLong find(ChannelId channel, String id) {
        return copy.find(channel, id);
    }

    @Override
    public Snapshot snapshot(ChannelId channel, @Nullable String after, int limit) {
        return copy.snapshot(channel, after, limit);
    }

    @Override
    public long start(ChannelId channel) {
        return copy.start(channel);
    }

    @Override
    public long end(ChannelId channel) {
        return copy.end(channel);
    }

    @Override
    public Set<ChannelId> channels() {
        return copy.channels();
    }

    @Override
    public AutoCloseable onAppend(AppendListener listener) {
        return copy.onAppend(listener);
    }

    @Override
    public OptionalLong cursor(String reader, ChannelId channel) {
        return copy.cursor(reader, channel);
    }

    @Override
    public void saveCursor(String reader, ChannelId channel, long next) {
        copy.saveCursor(reader, channel, next);
        cursors.put(new Reader(reader, channel), next);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        maintenance.shutdown();
        try {
            noteCursors();
        } catch (MistException e) {
            LOG.warn("Where readers are is not noted in Kafka, only in the data directory: {}", e.text());
        }
        for (KafkaLane lane : lanes) {
            synchronized (lane) {
                lane.close();
            }
        }
        admin.close(Duration.ofSeconds(5));
        copy.close();
    }
}
