package io.mist.server.door.websocket;

import io.mist.protocol.MistException;
import io.mist.server.gate.message.Demand;
import io.mist.server.gate.message.Sink;
import io.mist.server.gate.message.Subscription;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One subscription of a socket. With credit it sends only so many frames, and waits by itself until the client grants more;
 * without, it goes at the socket's pace. Confined to the socket's loop, but for {@link #add} and {@link #close}.
 */
final class SocketSubscription implements Sink {

    private static final long MOST_CREDIT = 1_000_000;

    private final SocketWriter writer;
    private final byte[] id;
    private final String name;
    private final Executor loop;
    private final boolean hasCredit;
    private final Deque<byte[]> left = new ArrayDeque<>();
    /** Notified when what is left is taken; null if there is nothing to notify. */
    private @Nullable Demand then;

    private long credit;
    private boolean closed;
    private volatile @Nullable Subscription subscription;

    /** @param credit the first frames; null for as many as the socket takes */
    SocketSubscription(SocketWriter writer, String id, @Nullable Long credit, Executor loop) {
        this.writer = writer;
        this.name = id;
        this.id = SocketFraming.id(id);
        this.loop = loop;
        this.hasCredit = credit != null;
        this.credit = credit == null ? Long.MAX_VALUE : credit;
    }

    void begin(Subscription made) {
        subscription = made;
    }

    @Override
    public void take(List<byte[]> frames, Demand taken) {
        left.addAll(frames);
        then = taken;
        send();
    }

    /** Frames that the client holds back by itself are no burden on the others. */
    @Override
    public boolean isCounted() {
        return !hasCredit;
    }

    private void send() {
        while (!closed && !left.isEmpty() && credit > 0) {
            writer.write(frame(left.remove()));
            credit -= hasCredit ? 1 : 0;
        }
        if (closed) {
            notifyTaken(Demand::gone);
        } else if (left.isEmpty()) {
            notifyTaken(writer::then);
        }
    }

    private void notifyTaken(Consumer<Demand> what) {
        Demand waiting = then;
        if (waiting != null) {
            then = null;
            what.accept(waiting);
        }
    }

    private byte[] frame(byte[] rest) {
        byte[] frame = Arrays.copyOf(id, id.length + rest.length);
        System.arraycopy(rest, 0, frame, id.length, rest.length);
        return frame;
    }

    /** Grants so many frames more. */
    void add(long more) {
        if (!hasCredit) {
            throw MistException.caller(
                    "malformed-request",
                    "id: '" + name + "' was subscribed without credit (expected: \"credit\" with op subscribe)");
        }
        loop.execute(() -> {
            credit = Math.min(credit + more, MOST_CREDIT);
            if (!left.isEmpty()) {
                send();
            }
        });
    }

    @Override
    public void failed(RuntimeException error) {
        writer.error(name, error);
    }

    void close() {
        Subscription of = subscription;
        if (of != null) {
            of.close();
        }
        loop.execute(() -> {
            closed = true;
            left.clear();
            notifyTaken(Demand::gone);
        });
    }
}
