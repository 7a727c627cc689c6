package io.mist.server.door;

import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Publication;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes outputs from their logs to a broker: one thread for all of them, in turns. After a failure a new session begins
 * where the outputs are saved, and after each further one later. Safe for any thread.
 */
public final class OutputPublisher implements AutoCloseable {

    private static final long CLOSE_MILLIS = 5_000;
    private static final Logger LOG = LoggerFactory.getLogger(OutputPublisher.class);

    private final Publication publication;
    private final Transport transport;
    private final Predicate<ChannelId> published;
    private final Thread thread;
    private final BlockingQueue<Boolean> wake = new ArrayBlockingQueue<>(1);
    private final Set<ChannelId> appended = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Pauses pauses = new Pauses();
    private final LongAdder count = new LongAdder();
    private volatile boolean listed;

    /** The way to a broker. */
    public interface Transport {

        /** On the publisher's thread. */
        Session open(OutputPublisher publisher);

        /** Notes a failure, the first after a success, in the log. */
        void report(RuntimeException failure);
    }

    /** Publishes until it fails. Confined to the publisher's thread. */
    public interface Session extends AutoCloseable {

        /** An output has messages that were not read. */
        void appended(ChannelId output);

        /** Gives each output a turn. @return whether something was published, so that another turn is due */
        boolean publish();

        /** How long to sleep if nothing is appended. */
        default long nanosToRetry() {
            return Long.MAX_VALUE;
        }

        /** The door closes: waits for what is under way. */
        default void finish() throws InterruptedException {}

        @Override
        void close();
    }

    /**
     * @param name of the thread
     * @param published whether a channel is one to publish
     */
    public OutputPublisher(String name, Publication publication, Transport transport, Predicate<ChannelId> published) {
        this.publication = publication;
        this.transport = transport;
        this.published = published;
        this.thread = new Thread(this::run, name);
    }

    public void start() {
        thread.start();
    }

    /** Messages since the start. */
    public long published() {
        return count.sum();
    }

    /** The broker has so many messages more. */
    public void published(long more) {
        count.add(more);
    }

    /** Takes note only. */
    public void appended(ChannelId channel) {
        appended.add(channel);
        wake();
    }

    /** An output that could not be published may have another topic now. */
    public void routesChanged() {
        listed = false;
        wake();
    }

    /** Ends a sleep. */
    public void wake() {
        // Full means awake already.
        boolean ignored = wake.offer(true);
    }

    /** Until something wakes it, at most so long. On its thread. */
    public void sleep(long nanos) throws InterruptedException {
        Boolean ignored = wake.poll(nanos, TimeUnit.NANOSECONDS);
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void run() {
        try {
            while (!isClosing() && !hasFinished()) {
                pauses.pause(closing);
            }
        } catch (InterruptedException e) {
            LOG.debug("{} ends", thread.getName(), e);
        }
    }

    /** False after a failure. */
    private boolean hasFinished() throws InterruptedException {
        try (Session session = transport.open(this)) {
            listed = false;
            while (!isClosing()) {
                list();
                note(session);
                if (session.publish()) {
                    pauses.succeeded();
                } else {
                    sleep(session.nanosToRetry());
                }
            }
            session.finish();
            return true;
        } catch (RuntimeException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException(e.toString());
            }
            report(e);
            return false;
        }
    }

    private void list() {
        if (!listed) {
            listed = true;
            appended.addAll(publication.outputs());
        }
    }

    private void note(Session session) {
        for (Iterator<ChannelId> each = appended.iterator(); each.hasNext(); ) {
            ChannelId channel = each.next();
            // Taken out before it is read: what is appended from now on is noted again.
            each.remove();
            if (published.test(channel)) {
                session.appended(channel);
            }
        }
    }

    private void report(RuntimeException failure) {
        if (isClosing()) {
            LOG.debug("{} ends with a failure; the next start resumes", thread.getName(), failure);
        } else if (pauses.isNews()) {
            transport.report(failure);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        wake();
        try {
            thread.join(CLOSE_MILLIS);
            if (thread.isAlive()) {
                LOG.warn("{} still publishes after {} ms; the next start resumes", thread.getName(), CLOSE_MILLIS);
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
