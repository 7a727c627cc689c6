package io.mist.server.feed;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads something that grows, page by page, from a position on and for as long as it is wanted. The next page is read
 * only when the sink has taken the last: a slow client costs the memory of one page and slows no other.
 *
 * @param <P> a page
 */
public final class Follower<P> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

    private final Source<P> source;
    private final Sink<P> sink;
    private final Executor executor;
    private final AutoCloseable registration;
    private final AtomicBoolean reading = new AtomicBoolean();
    private volatile boolean more = true;
    private volatile boolean closed;
    private long next;

    /** Rows that are added and read in the order of their numbers. */
    public interface Source<P> {

        /** May block. */
        P read(long from);

        long next(P page);

        boolean isEmpty(P page);

        /** Calls back, on any thread, when there may be more. */
        AutoCloseable onGrowth(Runnable listener);
    }

    /** Where pages go. Called from one thread at a time. */
    public interface Sink<P> {

        /** @return complete when the client is ready for more, failed when it is gone */
        CompletionStage<Void> take(P page);

        /** There is nothing more for now. */
        default void idle() {}

        /** The next page cannot be read: nothing comes after this. */
        default void failed(RuntimeException error) {}
    }

    private Follower(Source<P> source, long from, Sink<P> sink, Executor executor) {
        this.source = source;
        this.next = from;
        this.sink = sink;
        this.executor = executor;
        this.registration = source.onGrowth(this::wake);
    }

    /** @param executor for reading, which may block on the disk */
    public static <P> Follower<P> start(Source<P> source, long from, Sink<P> sink, Executor executor) {
        Follower<P> follower = new Follower<>(source, from, sink, executor);
        follower.wake();
        return follower;
    }

    /** Looks again, if it is not looking already. */
    public void wake() {
        more = true;
        if (!closed && reading.compareAndSet(false, true)) {
            executor.execute(this::read);
        }
    }

    private void read() {
        if (closed) {
            return;
        }
        more = false;
        try {
            P page = source.read(next);
            boolean advanced = source.next(page) > next;
            next = source.next(page);
            if (source.isEmpty(page)) {
                pause(advanced);
            } else {
                sink.take(page).whenComplete((ignored, error) -> taken(error));
            }
        } catch (RuntimeException e) {
            LOG.error("A subscription ends because its next page cannot be read", e);
            close();
            sink.failed(e);
        }
    }

    private void taken(@Nullable Throwable error) {
        if (error != null) {
            close();
        } else if (!closed) {
            executor.execute(this::read);
        }
    }

    /** Nothing to send now: look again if something came meanwhile or others' messages were passed over. */
    private void pause(boolean advanced) {
        if (!advanced && !more) {
            sink.idle();
        }
        reading.set(false);
        if ((more || advanced) && !closed && reading.compareAndSet(false, true)) {
            executor.execute(this::read);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try {
                registration.close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot stop listening", e);
            }
        }
    }
}
