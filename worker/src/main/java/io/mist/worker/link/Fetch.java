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
 * Brings the messages of an input here, from one offset to another, or on and on. It asks for no more than {@link #AHEAD}
 * frames before they are wanted, and goes on where it was when the server comes back. Confined to one thread.
 */
public final class Fetch implements AutoCloseable {

    /** Marks a fetch that goes on for as long as the log grows. */
    public static final long WITHOUT_END = -1;

    private static final int AHEAD = 2;

    private static final long RETRY_MILLIS = 500;

    private final ServerAccess access;
    private final String channel;
    private final long to;
    private final Deque<InputMessage> frame = new ArrayDeque<>();
    private @Nullable Call call;
    private long next;
    private long frameNext;
    private long lastHeard = System.nanoTime();

    /** @param to the offset to stop before, or {@link #WITHOUT_END} */
    public Fetch(ServerAccess access, String channel, long from, long to) {
        this.access = access;
        this.channel = channel;
        this.next = from;
        this.to = to;
    }

    /**
     * The next message; null if there is none, because the end is reached or nothing has come in time.
     *
     * @throws MistException if the server refuses, such as for a gap, or stays away for too long
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

    /** As {@link #next(long)}, for as long as it takes; null at the end. */
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
        return Math.min(left, TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS));
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
        lastHeard = System.nanoTime();
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

    /** Asks again from where it was, after a pause. */
    private void lost(@Nullable Throwable error) throws InterruptedException {
        Call broken = current();
        call = null;
        if (isAtEnd()) {
            return;
        }
        if (System.nanoTime() - lastHeard > access.destination().patience().toNanos()) {
            throw away(channel, access, error);
        }
        // Nothing comes on it any more: this is the pause, and it ends early when this thread is interrupted.
        broken.events.poll(RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }

    static MistException away(String channel, ServerAccess access, @Nullable Throwable error) {
        MistException away = MistException.resources(
                "server-away",
                "input '" + channel + "' cannot be read: the server has been away for "
                        + access.destination().patience().toSeconds() + " s");
        return error == null ? away : away.causedBy(error);
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

        /** Bounded by what is asked for, {@link #AHEAD} frames, and the end. */
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
