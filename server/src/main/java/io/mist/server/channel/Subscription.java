package io.mist.server.channel;

import io.mist.server.channel.Broadcasts.Sink;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One subscriber: where it is, and whether its client is ready. Confined to its loop, but for {@link #close}. */
public final class Subscription implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);
    private static final int SNAPSHOT_PAGE = 100;
    /** Pages without a wanted message in one turn, so that others on the loop get theirs. */
    private static final int TURN = 16;

    private final Broadcasts broadcasts;
    private final Broadcast broadcast;
    private final View view;
    private final Sink sink;
    private final Executor loop;
    private final Start start;
    /** What it does when its client is ready. */
    private Runnable step = this::follow;

    private long next;
    private boolean busy;
    private boolean closed;

    Subscription(Broadcasts broadcasts, Broadcast broadcast, Start start, View view, Sink sink, Executor loop) {
        this.broadcasts = broadcasts;
        this.broadcast = broadcast;
        this.start = start;
        this.view = view;
        this.sink = sink;
        this.loop = loop;
    }

    Executor loop() {
        return loop;
    }

    void begin() {
        if (start instanceof Start.Offset from) {
            next = from.offset();
            wake();
        } else {
            step(() -> readLatest(null, Long.MAX_VALUE));
        }
    }

    /** From any thread. */
    void wake() {
        run(this::resume);
    }

    void resume() {
        if (closed) {
            // It may have been the one to go on when there is memory again.
            broadcasts.release(0);
        } else if (!busy) {
            try {
                step.run();
            } catch (RuntimeException e) {
                LOG.error("A subscription of {} ends because of a defect", broadcast.channel(), e);
                fail(e);
            }
        }
    }

    private void follow() {
        for (int turn = 0; !closed && !busy; turn++) {
            if (turn == TURN) {
                wake();
                return;
            }
            SharedPage page = broadcast.page(next, this);
            if (page == null || !send(page)) {
                return;
            }
            next = page.next();
        }
    }

    /** @return false if it must wait for memory */
    private boolean send(SharedPage page) {
        List<byte[]> frames = page.framed(view);
        return frames.isEmpty() || give(frames);
    }

    private boolean give(List<byte[]> frames) {
        long bytes = sink.isCounted()
                ? frames.stream().mapToLong(frame -> frame.length).sum()
                : 0;
        if (sink.isCounted() && !broadcasts.reserve(bytes, this)) {
            return false;
        }
        busy = true;
        sink.take(frames).whenComplete((ignored, error) -> {
            broadcasts.release(bytes);
            run(() -> taken(error));
        });
        return true;
    }

    private void taken(@Nullable Throwable error) {
        busy = false;
        if (error != null) {
            end();
        } else {
            resume();
        }
    }

    private void readLatest(@Nullable String after, long end) {
        step = () -> {};
        broadcasts.readers().execute(() -> {
            try {
                Snapshot snapshot = broadcasts.log().snapshot(broadcast.channel(), after, SNAPSHOT_PAGE);
                long until = Math.min(end, snapshot.next());
                step(() -> sendLatest(snapshot, until));
            } catch (RuntimeException e) {
                LOG.error("A subscription of {} ends because its snapshot cannot be read", broadcast.channel(), e);
                run(() -> fail(e));
            }
        });
    }

    private void step(Runnable then) {
        run(() -> {
            step = then;
            resume();
        });
    }

    /** @param end what has come since the first page follows by its offset; in the snapshot it would come twice */
    private void sendLatest(Snapshot snapshot, long end) {
        step = () -> sendLatest(snapshot, end);
        List<byte[]> frames = view.latest(broadcast.channel(), snapshot, end);
        if (!frames.isEmpty() && !give(frames)) {
            return;
        }
        String after = snapshot.after();
        if (after == null) {
            next = end;
            step = this::follow;
        } else {
            step = () -> readLatest(after, end);
        }
        resume();
    }

    void fail(RuntimeException error) {
        if (!closed) {
            end();
            sink.failed(error);
        }
    }

    private void end() {
        if (!closed) {
            closed = true;
            broadcast.forget(next, this);
            broadcasts.left(broadcast);
        }
    }

    private void run(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("A loop has ended with its server", e);
        }
    }

    @Override
    public void close() {
        run(this::end);
    }
}
