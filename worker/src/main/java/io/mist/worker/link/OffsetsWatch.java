package io.mist.worker.link;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.mist.protocol.Failures;
import io.mist.protocol.MistException;
import io.mist.protocol.wire.OffsetsReply;
import io.mist.protocol.wire.OffsetsRequest;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Knows where an input's log begins and ends: the server reports whenever it grows, so that asking costs nothing. Safe
 * for any thread.
 */
public final class OffsetsWatch implements AutoCloseable {

    private final ServerAccess access;
    private final String channel;
    private @Nullable OffsetsReply known;
    private @Nullable MistException rejection;
    private @Nullable Throwable error;
    private @Nullable ClientCallStreamObserver<OffsetsRequest> call;
    private final Patience patience;
    private boolean closed;

    private OffsetsWatch(ServerAccess access, String channel) {
        this.access = access;
        this.channel = channel;
        this.patience = Fetch.patience(channel, access);
        patience.lose();
    }

    /**
     * @param start of the oldest message that is left
     * @param end above that of the newest
     */
    public record Ends(long start, long end) {}

    public static OffsetsWatch open(ServerAccess access, String channel) {
        OffsetsWatch watch = new OffsetsWatch(access, channel);
        watch.connect();
        return watch;
    }

    /**
     * Returns what the server reported last; waits for its first report.
     *
     * @throws MistException if the server rejects it, or stays away for too long
     */
    public synchronized Ends ends() throws InterruptedException {
        while (true) {
            if (rejection != null) {
                throw rejection;
            }
            patience.require(error);
            OffsetsReply last = known;
            if (last != null) {
                return new Ends(last.getStart(), last.getEnd());
            }
            TimeUnit.MILLISECONDS.timedWait(this, RetryPause.SHORTEST_MILLIS);
        }
    }

    private void connect() {
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        OffsetsRequest request = OffsetsRequest.newBuilder()
                .setRef(access.ref())
                .setChannel(channel)
                .build();
        Connection.to(access.destination()).offsets(request, new Replies());
    }

    private final class Replies implements ClientResponseObserver<OffsetsRequest, OffsetsReply> {

        @Override
        public void beforeStart(ClientCallStreamObserver<OffsetsRequest> started) {
            synchronized (OffsetsWatch.this) {
                call = started;
            }
        }

        @Override
        public void onNext(OffsetsReply reply) {
            synchronized (OffsetsWatch.this) {
                if (reply.hasRefused()) {
                    rejection = Failures.fromWire(reply.getRefused());
                } else {
                    known = reply;
                }
                patience.restore();
                OffsetsWatch.this.notifyAll();
            }
        }

        @Override
        public void onError(Throwable thrown) {
            ended(thrown);
        }

        @Override
        public void onCompleted() {
            ended(null);
        }

        private void ended(@Nullable Throwable thrown) {
            synchronized (OffsetsWatch.this) {
                patience.lose();
                error = thrown;
                if (closed || rejection != null) {
                    return;
                }
            }
            Connection.later(OffsetsWatch.this::connect, RetryPause.SHORTEST_MILLIS);
        }
    }

    @Override
    public void close() {
        ClientCallStreamObserver<OffsetsRequest> current;
        synchronized (this) {
            closed = true;
            current = call;
        }
        if (current != null) {
            current.cancel("the query has ended", null);
        }
    }
}
