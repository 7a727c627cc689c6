package io.mist.server.channel;

import io.mist.server.gate.message.Demand;
import io.mist.server.gate.message.Sink;
import io.mist.server.gate.message.Snapshot;
import io.mist.server.gate.message.Start;
import io.mist.server.gate.message.Subscription;
import io.mist.server.gate.message.View;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One subscriber: where it is, and whether its client is ready. Confined to its loop, but for {@link #close}. */
final class Subscriber implements Demand, Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(Subscriber.class);
    private static final int SNAPSHOT_PAGE = 100;
    /** Pages in one turn, so that others on the loop get theirs. */
    private static final int TURN = 16;

    private final Broadcasts broadcasts;
    private final Broadcast broadcast;
    private final View view;
    private final Sink sink;
    private final Executor loop;
    private final Start start;
    /** The next step when its client is ready. */
    private Runnable step = this::follow;

    private long next;
    /** The page that it waited for, while it is called with it: it need not look for it. */
    private @Nullable SharedPage arrived;

    /** The counted bytes that its client has. */
    private long held;

    private boolean busy;
    /** Whether it passes frames to its client now, which may ask for more at once. */
    private boolean giving;

    private boolean closed;

    Subscriber(Broadcasts broadcasts, Broadcast broadcast, Start start, View view, Sink sink, Executor loop) {
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

    /** @param page has been waited for */
    void resume(SharedPage page) {
        arrived = page;
        resume();
        arrived = null;
    }

    void resume() {
        if (closed) {
            // It may have been the one to resume when there is memory again.
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
            SharedPage page = arrived != null && arrived.from() == next ? arrived : broadcast.page(next, this);
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
        long bytes = sink.isCounted() ? bytes(frames) : 0;
        if (sink.isCounted() && !broadcasts.reserve(bytes, this)) {
            return false;
        }
        held = bytes;
        busy = true;
        giving = true;
        try {
            sink.take(frames, this);
        } catch (RuntimeException e) {
            giveBack();
            throw e;
        } finally {
            giving = false;
        }
        return true;
    }

    private static long bytes(List<byte[]> frames) {
        long sum = 0;
        for (byte[] frame : frames) {
            sum += frame.length;
        }
        return sum;
    }

    @Override
    public void taken() {
        giveBack();
        if (!giving) {
            resume();
        }
    }

    @Override
    public void gone() {
        giveBack();
        end();
    }

    private void giveBack() {
        busy = false;
        broadcasts.release(held);
        held = 0;
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
