package io.mist.server.door.kafka;

import io.mist.server.gate.Desk;
import io.mist.server.gate.message.ChannelId;
import java.time.Duration;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes outputs from their logs, in order and exactly once: in each transaction goes a note how far it reaches. After
 * whatever failure it begins anew with a new producer, where the last transaction that was committed ends. One thread for all
 * outputs, in turns.
 */
final class OutputPublisher implements AutoCloseable {

    private static final long CLOSE_MILLIS = 5_000;
    private static final Duration LEAVE = Duration.ofSeconds(1);
    private static final Logger log = LoggerFactory.getLogger(OutputPublisher.class);

    private final Desk desk;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final Sessions sessions;
    private final Predicate<ChannelId> published;
    private final Thread thread = new Thread(this::run, "kafka-outputs");
    private final BlockingQueue<Boolean> wake = new ArrayBlockingQueue<>(1);
    private final Set<ChannelId> appended = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Backoff backoff = new Backoff(closing);
    private final LongAdder count = new LongAdder();

    interface Sessions {
        OutputSession of(Producer<byte[], byte[]> producer);
    }

    /** @param published whether a channel is one to publish */
    OutputPublisher(
            Desk desk,
            Supplier<Producer<byte[], byte[]>> producers,
            Sessions sessions,
            Predicate<ChannelId> published) {
        this.desk = desk;
        this.producers = producers;
        this.sessions = sessions;
        this.published = published;
    }

    void start() {
        thread.start();
    }

    long published() {
        return count.sum();
    }

    /** Takes note only. */
    void appended(ChannelId channel) {
        appended.add(channel);
        // Full means awake already.
        boolean ignored = wake.offer(true);
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void run() {
        try {
            boolean goOn = true;
            while (goOn && !isClosing()) {
                goOn = publish();
            }
        } catch (InterruptedException | InterruptException e) {
            log.debug("outputs end", e);
        }
    }

    /** @return whether to go on */
    private boolean publish() throws InterruptedException {
        Producer<byte[], byte[]> producer = null;
        try {
            producer = producers.get();
            publish(sessions.of(producer));
            return false;
        } catch (InterruptException e) {
            throw e;
        } catch (RuntimeException e) {
            report(e);
            return backoff.pause();
        } finally {
            if (producer != null) {
                producer.close(LEAVE);
            }
        }
    }

    private void publish(OutputSession session) throws InterruptedException {
        session.begin();
        appended.addAll(desk.publication(OutputCursor.READER).outputs());
        while (!isClosing()) {
            note(session);
            if (session.publish()) {
                count.add(session.takePublished());
                backoff.succeeded();
            } else {
                Boolean ignored = wake.take();
            }
        }
    }

    private void note(OutputSession session) {
        for (Iterator<ChannelId> each = appended.iterator(); each.hasNext(); ) {
            ChannelId channel = each.next();
            // Taken out before it is read: what is appended from now on is noted again.
            each.remove();
            if (published.test(channel)) {
                session.appended(channel);
            }
        }
    }

    private void report(RuntimeException error) {
        if (isClosing()) {
            log.debug("outputs end with a failure; the next start goes on", error);
        } else if (error instanceof ProducerFencedException || error instanceof InvalidProducerEpochException) {
            log.error(
                    "another server publishes outputs with the same mist.kafka.group (expected: a group for each server);"
                            + " both go on in turns",
                    error);
        } else if (backoff.isNews()) {
            log.warn("outputs are published over Kafka again and again: {}", error.toString(), error);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        boolean ignored = wake.offer(true);
        try {
            thread.join(CLOSE_MILLIS);
            if (thread.isAlive()) {
                log.warn("outputs are still being published after {} ms; the next start goes on", CLOSE_MILLIS);
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
