package io.mist.server.door.kafka;

import io.mist.protocol.ErrorKind;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.server.door.Incoming;
import io.mist.server.door.ProblemDocument;
import io.mist.server.gate.Caller;
import io.mist.server.gate.Desk;
import io.mist.server.gate.PushRequest;
import io.mist.server.gate.PushView;
import io.mist.server.gate.message.ChannelId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings records into the logs of inputs, each once, and those that do not fit to a topic of their own. */
final class Inputs {

    private static final Caller CALLER = new Caller("kafka", null);
    private static final long PUSH_SECONDS = 60;
    private static final long LOG_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** In the header of a rejected record. */
    private static final int MOST_PROBLEMS = 20;

    private static final Logger LOG = LoggerFactory.getLogger(Inputs.class);

    private final Desk desk;
    private final Topics names;
    private final Outbox outbox;
    private final Set<String> ownTopics;
    private final LongAdder accepted = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private volatile InputTopics topics = InputTopics.NONE;
    private volatile boolean stale = true;
    private long nextLine = System.nanoTime();

    /** Records that go to the log together; those with a key of their own go alone. */
    private record Segment(String key, List<ConsumerRecord<byte[], byte[]>> records, List<byte[]> messages) {}

    /** @param ownTopics that no input reads */
    Inputs(Desk desk, Topics names, Outbox outbox, Set<String> ownTopics) {
        this.desk = desk;
        this.names = names;
        this.outbox = outbox;
        this.ownTopics = ownTopics;
    }

    /** Routes have changed. */
    void changed() {
        stale = true;
    }

    /** As it was when it was last asked for by the thread that reads. */
    InputTopics current() {
        return topics;
    }

    long accepted() {
        return accepted.sum();
    }

    long rejected() {
        return rejected.sum();
    }

    /** Called by the thread that reads. */
    InputTopics topics() {
        if (stale) {
            stale = false;
            InputTopics now = InputTopics.of(desk, names, ownTopics);
            now.problems().stream()
                    .filter(problem -> !topics.problems().contains(problem))
                    .forEach(LOG::error);
            topics = now;
        }
        return topics;
    }

    /** Returns when each of the records is in the log of each input of the topic, or in that of the rejected. */
    void push(String topic, List<InputSession.Keyed> batch) {
        for (ChannelId channel : topics.of(topic)) {
            List<Segment> segments = segments(channel, batch);
            segments.forEach(segment -> push(channel, segment));
        }
    }

    /** The same for the same records, so that a batch that comes again has the same keys. */
    private List<Segment> segments(ChannelId channel, List<InputSession.Keyed> batch) {
        List<Segment> segments = new ArrayList<>();
        Segment open = null;
        for (InputSession.Keyed keyed : batch) {
            ConsumerRecord<byte[], byte[]> record = keyed.record();
            if (names.isLog(channel, record.topic()) && Headers.has(record, Headers.BATCH)) {
                continue;
            }
            for (Incoming incoming : read(channel, record)) {
                String own = Headers.isOwn(record) ? null : incoming.key();
                if (own != null || open == null) {
                    Segment next = new Segment(own == null ? keyed.key() : own, new ArrayList<>(), new ArrayList<>());
                    segments.add(next);
                    open = own == null ? next : null;
                }
                Segment into = segments.get(segments.size() - 1);
                for (byte[] message : incoming.messages()) {
                    into.records().add(record);
                    into.messages().add(message);
                }
            }
        }
        return segments;
    }

    private List<Incoming> read(ChannelId channel, ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            reject(channel, record, List.of(new Problem("", "a record without a value (expected: a message)")));
            return List.of();
        }
        try {
            return Incoming.read(
                    Headers.text(record, Headers.CONTENT_TYPE),
                    name -> Headers.text(record, Headers.EVENT + name),
                    record.value());
        } catch (MistException e) {
            reject(channel, record, problems(e));
            return List.of();
        }
    }

    private static List<Problem> problems(MistException error) {
        return error.problems().isEmpty() ? List.of(new Problem("", error.text())) : error.problems();
    }

    private void push(ChannelId channel, Segment segment) {
        PushView view;
        try {
            view = get(desk.push(new PushRequest(channel.route(), channel.name(), segment.messages(), segment.key()))
                    .toCompletableFuture());
        } catch (MistException e) {
            if (!e.code().equals("key-reused")) {
                throw e;
            }
            keyReused(channel, segment, e);
            return;
        }
        accepted.add(view.duplicate() ? 0 : view.accepted());
        view.rejected().forEach(line -> reject(channel, segment.records().get(line.line() - 1), line.problems()));
    }

    /** Another event under the key of an earlier one is wrong; a place in a topic has one key for all times. */
    private void keyReused(ChannelId channel, Segment segment, MistException error) {
        if (segment.key().startsWith("kafka:")) {
            LOG.warn(
                    "records from {} on are in the log of {}, though not the same: {}",
                    segment.key(),
                    channel,
                    error.text());
        } else {
            segment.records().forEach(record -> reject(channel, record, problems(error)));
        }
    }

    private void reject(ChannelId channel, ConsumerRecord<byte[], byte[]> record, List<Problem> problems) {
        rejected.increment();
        String place = record.topic() + "/" + record.partition() + "/" + record.offset();
        if (System.nanoTime() >= nextLine) {
            nextLine = System.nanoTime() + LOG_NANOS;
            LOG.warn(
                    "record {} is no message of {} and goes to {}: {}",
                    place,
                    channel,
                    names.rejected(channel),
                    problems);
        }
        try {
            get(outbox.send(rejection(channel, record, record.value(), place, problems)));
        } catch (RecordTooLargeException e) {
            LOG.warn(
                    "record {} goes to {} without its value, which is too large there", place, names.rejected(channel));
            get(outbox.send(rejection(channel, record, null, place, problems)));
        }
    }

    private ProducerRecord<byte[], byte[]> rejection(
            ChannelId channel,
            ConsumerRecord<byte[], byte[]> record,
            byte @Nullable [] value,
            String place,
            List<Problem> problems) {
        var rejection = new ProducerRecord<>(names.rejected(channel), null, record.key(), value, record.headers());
        Headers.add(rejection, Headers.ORIGIN, "rejected");
        Headers.add(rejection, Headers.REJECTED, place);
        rejection
                .headers()
                .add(
                        Headers.PROBLEMS,
                        Json.write(problems.stream().limit(MOST_PROBLEMS).toList())
                                .getBytes(StandardCharsets.UTF_8));
        return rejection;
    }

    private static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(PUSH_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException refused
                    ? refused
                    : ProblemDocument.known(Objects.requireNonNull(e.getCause()));
        } catch (TimeoutException e) {
            throw MistException.of(ErrorKind.RESOURCES, "busy", "a push takes longer than " + PUSH_SECONDS + " s");
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
