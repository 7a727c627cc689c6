package io.mist.server.door.kafka;

import io.mist.server.door.Pauses;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics on a thread of its own until it is closed. After a failure it resumes with a new consumer where the
 * group's offsets say.
 */
final class ReadingThread implements AutoCloseable {

    private static final Duration LEAVE = Duration.ofSeconds(2);
    private static final long CLOSE_SECONDS = 10;
    private static final Logger LOG = LoggerFactory.getLogger(ReadingThread.class);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final BiFunction<Consumer<byte[], byte[]>, CountDownLatch, Session> sessions;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Pauses pauses = new Pauses();
    private volatile @Nullable Consumer<byte[], byte[]> consumer;

    /** The work with one consumer, on the thread. */
    interface Session {

        /** @return whether something was read or done */
        boolean step() throws InterruptedException;

        /** The door closes: the last call. */
        void end();
    }

    /** @param sessions made of a consumer and what opens when the door closes */
    ReadingThread(
            String name,
            Supplier<Consumer<byte[], byte[]>> consumers,
            BiFunction<Consumer<byte[], byte[]>, CountDownLatch, Session> sessions) {
        this.consumers = consumers;
        this.sessions = sessions;
        this.thread = new Thread(this::run, name);
    }

    void start() {
        thread.start();
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void run() {
        try {
            boolean isMoreToRead = true;
            while (isMoreToRead && !isClosing()) {
                isMoreToRead = read();
            }
        } catch (InterruptedException | InterruptException e) {
            LOG.debug("{} ends", thread.getName(), e);
        }
    }

    /** @return whether to read again */
    private boolean read() throws InterruptedException {
        try {
            Consumer<byte[], byte[]> opened = consumers.get();
            consumer = opened;
            try {
                read(sessions.apply(opened, closing));
            } finally {
                consumer = null;
                opened.close(CloseOptions.timeout(LEAVE));
            }
            return false;
        } catch (InterruptException e) {
            throw e;
        } catch (RuntimeException e) {
            if (isClosing()) {
                LOG.debug("{} ends with a failure; what it did not commit comes again", thread.getName(), e);
                return false;
            }
            if (pauses.isNews()) {
                LOG.warn("{} begins from scratch repeatedly: {}", thread.getName(), e.toString(), e);
            }
            pauses.pause(closing);
            return true;
        }
    }

    private void read(Session session) throws InterruptedException {
        try {
            while (!isClosing()) {
                if (session.step()) {
                    pauses.succeeded();
                }
            }
        } catch (WakeupException e) {
            if (!isClosing()) {
                throw e;
            }
        }
        session.end();
    }

    @Override
    public void close() {
        closing.countDown();
        Consumer<byte[], byte[]> open = consumer;
        if (open != null) {
            open.wakeup();
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
            if (thread.isAlive()) {
                LOG.warn(
                        "{} still runs after {} s; what it did not commit comes again",
                        thread.getName(),
                        CLOSE_SECONDS);
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
