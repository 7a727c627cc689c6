package io.mist.server.door;

import io.mist.server.gate.message.Demand;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * What one client is sent, at its pace: demand says that it has taken what came before. Most often that is known before a
 * write returns, and then nothing waits and no time is read. Confined to the client's loop, but for {@link #execute}.
 *
 * @param <T> a piece
 */
public final class ClientStream<T> implements Publisher<T>, Subscription {

    private final EventLoop loop;
    private final Stall stall;
    /** Pieces, and demands that are notified when all before them is taken. */
    private final Queue<Object> waiting = new ArrayDeque<>(4);

    private @Nullable Subscriber<? super T> client;
    private long demand;
    private long since;
    /** Before its first request a delay is not the client's. */
    private boolean hasAsked;

    private boolean handing;
    private boolean ending;
    private boolean over;

    /** @param loop a single thread, the one that serves the client */
    public ClientStream(EventLoop loop, Stall stall) {
        this.loop = loop;
        this.stall = stall;
    }

    /** Runs it on the loop: now if this is the loop, else later. From any thread. */
    public void execute(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    /** Sends a piece, if the client is still there. A sender of much waits with {@link #then}. */
    public void write(T piece) {
        if (over || ending) {
            return;
        }
        if (!isReady()) {
            waiting.add(piece);
            return;
        }
        hand(piece);
        handOn();
    }

    /** Tells when the client has taken all that was written before; at once if it has. */
    public void then(Demand taken) {
        if (over || ending) {
            taken.gone();
        } else if (isReady()) {
            taken.taken();
        } else {
            waiting.add(taken);
        }
    }

    /** Nothing comes after what was written before. */
    public void end() {
        ending = true;
        handOn();
    }

    /** Whether there is something that the client has not taken. */
    public boolean isWaiting() {
        return demand == 0 || !waiting.isEmpty();
    }

    /** Whether the client has taken nothing of what waits for it, for too long. */
    public boolean isStalled() {
        return hasAsked && isWaiting() && stall.isOver(since);
    }

    private boolean isReady() {
        return demand > 0 && !handing && waiting.isEmpty();
    }

    @Override
    public void subscribe(Subscriber<? super T> subscriber) {
        client = subscriber;
        subscriber.onSubscribe(this);
    }

    /** The client has taken all earlier pieces. */
    @Override
    public void request(long more) {
        hasAsked = true;
        demand = demand > Long.MAX_VALUE - more ? Long.MAX_VALUE : demand + more;
        if (!handing) {
            since = System.nanoTime();
            handOn();
        }
    }

    private void hand(T piece) {
        Subscriber<? super T> to = client;
        if (to == null) {
            throw new IllegalStateException("there is demand, and nobody has subscribed");
        }
        demand--;
        handing = true;
        try {
            to.onNext(piece);
        } finally {
            handing = false;
        }
        if (demand == 0) {
            since = System.nanoTime();
        }
    }

    private void handOn() {
        while (!over && !handing && demand > 0 && !waiting.isEmpty()) {
            Object next = waiting.remove();
            if (next instanceof Demand taken) {
                taken.taken();
            } else {
                @SuppressWarnings("unchecked")
                T piece = (T) next;
                hand(piece);
            }
        }
        Subscriber<? super T> to = client;
        if (ending && !over && waiting.isEmpty() && to != null) {
            over = true;
            to.onComplete();
        }
    }

    /** The client is gone. */
    @Override
    public void cancel() {
        over = true;
        for (Object next = waiting.poll(); next != null; next = waiting.poll()) {
            if (next instanceof Demand taken) {
                taken.gone();
            }
        }
    }
}
