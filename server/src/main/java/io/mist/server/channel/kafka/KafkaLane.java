package io.mist.server.channel.kafka;

import io.mist.protocol.MistException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One producer with transactions, and the batches that go through it, one after another. The outcome of its last
 * transaction is unknown when Kafka has not answered: then the lane is broken, and rejects at once, until it is opened
 * again and its records have been read. Its user holds its monitor.
 */
final class KafkaLane {

    /** How often a batch is tried when something else has been written where it was expected to go. */
    private static final int TRIES = 5;

    private final KafkaClients clients;
    private final String transactionalId;
    private final ToLongFunction<String> ends;
    /** By topic, the offset that the next record gets: after each transaction stands a record that marks its end. */
    private final Map<String, Long> next = new HashMap<>();

    private @Nullable Producer<byte[], byte[]> producer;
    private volatile @Nullable Throwable broken;

    /** @param ends where a topic ends now */
    KafkaLane(KafkaClients clients, String transactionalId, ToLongFunction<String> ends) {
        this.clients = clients;
        this.transactionalId = transactionalId;
        this.ends = ends;
    }

    boolean isBroken() {
        return broken != null;
    }

    /** Whether another producer may have taken its name. */
    boolean mayBeFenced() {
        return broken instanceof ProducerFencedException || broken instanceof InvalidProducerEpochException;
    }

    /** Records that Kafka has not acknowledged may be there or not: the log is read before more is appended. */
    void breakFor(Throwable cause) {
        broken = cause;
    }

    void mended() {
        broken = null;
    }

    /** Ends what the last producer of this name has left open, and keeps that one from ever writing again. */
    void open() {
        closeProducer(Duration.ZERO);
        next.clear();
        Producer<byte[], byte[]> fresh = clients.producer(transactionalId);
        producer = fresh;
        try {
            fresh.initTransactions();
        } catch (KafkaException e) {
            closeProducer(Duration.ZERO);
            throw clients.failure("cannot begin to write the channel logs", e);
        }
    }

    /**
     * Writes records to one topic, and notes to another, in one transaction.
     *
     * @param records by the offset that the first one gets
     * @return that offset
     * @throws MistException of kind resources, code {@code log-failed}; nothing of it is visible then, or the lane is broken
     */
    long append(
            String topic,
            LongFunction<List<ProducerRecord<byte[], byte[]>>> records,
            List<ProducerRecord<byte[], byte[]>> notes) {
        for (int tries = 0; tries < TRIES; tries++) {
            long first = next.computeIfAbsent(topic, ends::applyAsLong);
            List<ProducerRecord<byte[], byte[]>> batch = records.apply(first);
            if (write(topic, batch, notes, first)) {
                next.put(topic, first + batch.size() + 1);
                return first;
            }
            next.remove(topic);
        }
        throw MistException.resources(
                "log-failed",
                "another program writes to the topic " + topic
                        + " all the time (expected: Mist alone, because it is the" + " log of a channel)");
    }

    /** Writes notes alone. */
    void append(List<ProducerRecord<byte[], byte[]>> notes) {
        if (!notes.isEmpty()) {
            write(notes.get(0).topic(), List.of(), notes, 0);
        }
    }

    private boolean write(
            String topic,
            List<ProducerRecord<byte[], byte[]>> batch,
            List<ProducerRecord<byte[], byte[]>> notes,
            long first) {
        Producer<byte[], byte[]> open = ready();
        try {
            open.beginTransaction();
            boolean asExpected = send(open, batch, first);
            notes.forEach(open::send);
            if (!asExpected) {
                open.abortTransaction();
                return false;
            }
        } catch (KafkaException | IllegalStateException e) {
            throw aborted(open, topic, e);
        }
        commit(open, topic);
        return true;
    }

    private Producer<byte[], byte[]> ready() {
        Throwable cause = broken;
        if (cause != null || producer == null) {
            throw clients.failure(
                    "the channel logs cannot be written now, Mist tries again every second",
                    cause == null ? new IllegalStateException("not open") : cause);
        }
        return producer;
    }

    /** @return whether all of it stands where it was expected to */
    private static boolean send(
            Producer<byte[], byte[]> producer, List<ProducerRecord<byte[], byte[]>> batch, long first) {
        Future<RecordMetadata> head = null;
        Future<RecordMetadata> last = null;
        for (ProducerRecord<byte[], byte[]> record : batch) {
            last = producer.send(record);
            head = head == null ? last : head;
        }
        if (head == null || last == null) {
            return true;
        }
        producer.flush();
        return offset(head) == first && offset(last) == first + batch.size() - 1;
    }

    private static long offset(Future<RecordMetadata> sent) {
        try {
            return sent.get().offset();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private MistException aborted(Producer<byte[], byte[]> open, String topic, RuntimeException cause) {
        try {
            if (cause instanceof TimeoutException) {
                broken = cause;
            } else {
                open.abortTransaction();
            }
        } catch (KafkaException | IllegalStateException e) {
            broken = cause;
        }
        next.remove(topic);
        return clients.failure("cannot append to the topic " + topic, cause);
    }

    private void commit(Producer<byte[], byte[]> open, String topic) {
        try {
            open.commitTransaction();
        } catch (KafkaException | IllegalStateException e) {
            broken = e;
            throw clients.failure("it is not known whether what was appended to the topic " + topic + " is there", e);
        }
    }

    void close() {
        closeProducer(clients.timeout());
    }

    private void closeProducer(Duration patience) {
        if (producer != null) {
            producer.close(patience);
            producer = null;
        }
    }
}
