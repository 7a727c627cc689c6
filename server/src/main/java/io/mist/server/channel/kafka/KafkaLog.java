package io.mist.server.channel.kafka;

import io.mist.protocol.MistException;
import io.mist.server.channel.Batch;
import io.mist.server.channel.ChannelLog;
import io.mist.server.channel.DeclaredKinds;
import io.mist.server.channel.Receipt;
import io.mist.server.channel.rocksdb.RocksDbCopy;
import io.mist.server.channel.rocksdb.RocksDbLog;
import io.mist.server.config.KafkaConfig;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.ChannelKind;
import io.mist.server.gate.message.Page;
import io.mist.server.gate.message.Retention;
import io.mist.server.gate.message.Snapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
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

    private final KafkaClients clients;
    private final KafkaTopics topics;
    private final KafkaTopicMaker maker;
    private final KafkaNotes notes;
    private final KafkaOwner owner;
    private final Admin admin;
    private final RocksDbCopy copy;
    /** The same, to be read. */
    private final RocksDbLog read;

    private final KafkaCatchUp catchUp;
    private final List<KafkaLane> lanes;
    /** Where readers are, not yet noted in Kafka: one number per reader and channel. */
    private final Map<Reader, Long> cursors = new ConcurrentHashMap<>();

    /** Channels with records that the copy may lack, because a lane broke; at most one per lane. */
    private final Set<ChannelId> doubtful = ConcurrentHashMap.newKeySet();

    private final ScheduledExecutorService maintenance =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "mist-kafka-log"));
    private volatile @Nullable String successor;
    private volatile boolean closed;

    private record Reader(String name, ChannelId channel) {}

    private KafkaLog(
            KafkaConfig config,
            RocksDbCopy copy,
            Function<ChannelId, Retention> retention,
            long maxMessageBytes,
            DeclaredKinds declared) {
        this.clients = new KafkaClients(config, maxMessageBytes);
        this.topics = new KafkaTopics(config.topicPrefix());
        this.notes = new KafkaNotes(topics.notes());
        this.owner = new KafkaOwner(clients, topics.owner());
        this.copy = copy;
        this.read = copy.log();
        this.admin = clients.admin();
        this.maker = new KafkaTopicMaker(clients, admin, config.replicationFactor(), retention);
        this.catchUp = new KafkaCatchUp(clients, topics, maker, copy, declared);
        this.lanes = IntStream.range(0, LANES)
                .mapToObj(lane -> new KafkaLane(clients, config.topicPrefix() + "-log-" + lane, this::endOf))
                .toList();
    }

    /**
     * Fences the server before, and catches up with what is there.
     *
     * @param directory of the copy, which may be empty: then all of the topics is read
     * @param declared asked for a channel of a version without kinds whose messages do not show its kind
     * @throws MistException of kind resources if the directory cannot be opened or Kafka does not answer
     */
    public static KafkaLog open(
            KafkaConfig config,
            Path directory,
            Function<ChannelId, Retention> retention,
            long maxMessageBytes,
            DeclaredKinds declared) {
        RocksDbCopy copy = RocksDbCopy.open(directory, retention, declared);
        KafkaLog log = null;
        try {
            log = new KafkaLog(config, copy, retention, maxMessageBytes, declared);
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
        KafkaCatchUp.Noted noted = catchUp.readNotes();
        Set<ChannelId> channels = new HashSet<>(copy.channels());
        channels.addAll(noted.withKind());
        catchUp.readTopics(channels, noted.withoutKind());
        noteKinds(noted);
        catchUp.notesAreRead(noted);
        maintenance.scheduleWithFixedDelay(this::maintain, 1, 1, TimeUnit.SECONDS);
    }

    /**
     * Names the writer first, and then fences the one before: whichever of the two opens a lane last, the older
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

    /** For the next server that has no copy: a version without kinds has not noted them. */
    private void noteKinds(KafkaCatchUp.Noted noted) {
        if (!noted.areAll()) {
            return;
        }
        List<ProducerRecord<byte[], byte[]>> missing = copy.channels().stream()
                .filter(channel -> read.end(channel) > 0 && !noted.withKind().contains(channel))
                .map(notes::exists)
                .toList();
        KafkaLane lane = lanes.get(0);
        synchronized (lane) {
            lane.append(missing);
        }
        if (!missing.isEmpty()) {
            LOG.info("Noted in Kafka the kinds of {} channels, which were written without", missing.size());
        }
    }

    // ---- append

    @Override
    public Receipt append(ChannelId channel, Batch batch) {
        KafkaLane lane = lane(channel);
        synchronized (lane) {
            Optional<Receipt> known = copy.known(channel, batch);
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

    private Receipt write(KafkaLane lane, ChannelId channel, Batch batch) {
        String topic = topics.of(channel);
        List<ProducerRecord<byte[], byte[]>> noted = notes(channel, batch);
        long first = read.end(channel);
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
        if (first < read.end(channel)) {
            throw MistException.resources("log-failed", catchUp.gone(channel, first));
        }
        return KafkaRecords.of(topic, channel, batch, first);
    }

    private List<ProducerRecord<byte[], byte[]>> notes(ChannelId channel, Batch batch) {
        List<ProducerRecord<byte[], byte[]>> noted = new ArrayList<>();
        if (batch.origin() instanceof Batch.Published published) {
            noted.add(notes.last(channel, published));
        }
        if (read.end(channel) == 0 && !batch.entries().isEmpty()) {
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
                            + ".*; give each a mist.kafka.topic-prefix of its own, and restart this one for it to"
                            + " resume)");
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
            LOG.error("The channel logs cannot be repaired", e);
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
            catchUp.readTopics(channels, Set.of());
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
        return read.read(channel, from, run, limit);
    }

    @Override
    public OptionalLong find(ChannelId channel, String id) {
        return read.find(channel, id);
    }

    @Override
    public Snapshot snapshot(ChannelId channel, @Nullable String after, int limit) {
        return read.snapshot(channel, after, limit);
    }

    @Override
    public long start(ChannelId channel) {
        return read.start(channel);
    }

    @Override
    public long end(ChannelId channel) {
        return read.end(channel);
    }

    @Override
    public Set<ChannelId> channels(ChannelKind kind) {
        return read.channels(kind);
    }

    @Override
    public AutoCloseable onAppend(AppendListener listener) {
        return read.onAppend(listener);
    }

    @Override
    public OptionalLong cursor(String reader, ChannelId channel) {
        return read.cursor(reader, channel);
    }

    @Override
    public void saveCursor(String reader, ChannelId channel, long next) {
        read.saveCursor(reader, channel, next);
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
            LOG.warn("Positions of readers are noted in the data directory only, not in Kafka: {}", e.text());
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
