package io.mist.worker.link;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.mist.protocol.Failures;
import io.mist.protocol.MistException;
import io.mist.protocol.wire.FetchReply;
import io.mist.protocol.wire.FetchRequest;
import io.mist.protocol.wire.InputMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the messages of an input, from one offset to another, or without an end. It requests no more than {@link #AHEAD}
 * frames before they are needed, and resumes where it was when the server comes back. Confined to one thread.
 */
public final class Fetch implements AutoCloseable {

    /** Marks a fetch that follows the log for as long as it grows. */
    public static final long WITHOUT_END = -1;

    private static final int AHEAD = 2;

    private final ServerAccess access;
    private final String channel;
    private final long to;
    private final Deque<InputMessage> frame = new ArrayDeque<>();
    private @Nullable Call call;
    private long next;
    private long frameNext;
    private final Patience patience;

    /** @param to the offset to stop before, or {@link #WITHOUT_END} */
    public Fetch(ServerAccess access, String channel, long from, long to) {
        this.access = access;
        this.channel = channel;
        this.next = from;
        this.to = to;
        this.patience = patience(channel, access);
    }

    static Patience patience(String channel, ServerAccess access) {
        return new Patience(access.destination().patience(), "input '" + channel + "' cannot be read");
    }

    /**
     * The next message; null if there is none, because the end is reached or nothing has come in time.
     *
     * @throws MistException if the server rejects it, such as for a gap, or stays away for too long
     */
    public @Nullable InputMessage next(long timeoutMillis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        while (frame.isEmpty() && !isAtEnd()) {
            Event event = current().events.poll(until(deadline), TimeUnit.NANOSECONDS);
            if (event != null) {
                take(event);
            } else if (System.nanoTime() >= deadline) {
                return null;
            }
        }
        InputMessage message = frame.poll();
        if (message != null) {
            // What is between the frame's last message and its end holds none.
            next = frame.isEmpty() ? Math.max(message.getOffset() + 1, frameNext) : message.getOffset() + 1;
        }
        return message;
    }

    /** The next message, however long it takes; null at the end. */
    public @Nullable InputMessage next() throws InterruptedException {
        while (true) {
            InputMessage message = next(TimeUnit.MINUTES.toMillis(1));
            if (message != null || isAtEnd()) {
                return message;
            }
        }
    }

    /** The offset that comes next. */
    public long position() {
        return next;
    }

    private boolean isAtEnd() {
        return to >= 0 && next >= to;
    }

    private static long until(long deadline) {
        long left = Math.max(0, deadline - System.nanoTime());
        return Math.min(left, TimeUnit.MILLISECONDS.toNanos(RetryPause.SHORTEST_MILLIS));
    }

    private Call current() {
        Call known = call;
        if (known == null) {
            known = new Call();
            call = known;
            known.start(FetchRequest.newBuilder()
                    .setRef(access.ref())
                    .setChannel(channel)
                    .setFrom(next)
                    .setTo(to)
                    .build());
        }
        return known;
    }

    private void take(Event event) throws InterruptedException {
        FetchReply reply = event.reply();
        if (reply == null) {
            lost(event.error());
            return;
        }
        patience.restore();
        if (reply.hasRefused()) {
            throw Failures.fromWire(reply.getRefused());
        }
        frame.addAll(reply.getMessageList());
        frameNext = reply.getNext();
        if (frame.isEmpty()) {
            next = Math.max(next, frameNext);
        }
        current().more();
    }

    /** Fetches again from where it was, after a pause. */
    private void lost(@Nullable Throwable error) throws InterruptedException {
        Call broken = current();
        call = null;
        if (isAtEnd()) {
            return;
        }
        patience.lose();
        patience.require(error);
        // Nothing comes on it any more: this is the pause, and it ends early when this thread is interrupted.
        broken.events.poll(RetryPause.SHORTEST_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        Call known = call;
        call = null;
        if (known != null) {
            known.cancel();
        }
    }

    /** @param reply null when the call is over */
    private record Event(
            @Nullable FetchReply reply, @Nullable Throwable error) {}

    private final class Call implements ClientResponseObserver<FetchRequest, FetchReply> {

        /** Bounded by what is requested, {@link #AHEAD} frames, and the end. */
        private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

        private volatile @Nullable ClientCallStreamObserver<FetchRequest> requests;

        void start(FetchRequest request) {
            Connection.to(access.destination()).fetch(request, this);
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<FetchRequest> started) {
            requests = started;
            started.disableAutoRequestWithInitial(AHEAD);
        }

        void more() {
            ClientCallStreamObserver<FetchRequest> started = requests;
            if (started != null) {
                started.request(1);
            }
        }

        void cancel() {
            ClientCallStreamObserver<FetchRequest> started = requests;
            if (started != null) {
                started.cancel("the reader has ended", null);
            }
        }

        @Override
        public void onNext(FetchReply reply) {
            events.add(new Event(reply, null));
        }

        @Override
        public void onError(Throwable error) {
            events.add(new Event(null, error));
        }

        @Override
        public void onCompleted() {
            events.add(new Event(null, null));
        }
    }
}
