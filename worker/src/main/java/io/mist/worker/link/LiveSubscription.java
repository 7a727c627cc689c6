package io.mist.worker.link;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.mist.protocol.wire.LiveNewest;
import io.mist.protocol.wire.LiveTaken;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives from the server every new version of a run's live values, and reports what the tasks here use. While the server is
 * away, it keeps trying, and the last version stays. Safe for any thread.
 */
public final class LiveSubscription implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LiveSubscription.class);

    private final ServerAccess access;
    private final String query;
    private final Listener listener;
    private @Nullable ClientCallStreamObserver<LiveTaken> call;
    private long epoch;
    private long version;
    private boolean closed;

    /** Called on the connection's threads, one at a time. */
    public interface Listener {
        void newest(long version, String values);
    }

    private LiveSubscription(ServerAccess access, String query, Listener listener) {
        this.access = access;
        this.query = query;
        this.listener = listener;
    }

    public static LiveSubscription open(
            ServerAccess access, String query, long epoch, long version, Listener listener) {
        LiveSubscription subscription = new LiveSubscription(access, query, listener);
        subscription.epoch = epoch;
        subscription.version = version;
        subscription.connect();
        return subscription;
    }

    /** For what ends by itself, without a thread of its own. */
    public static void later(Runnable task, long millis) {
        Connection.later(task, millis);
    }

    /** Tasks of this JVM now use a version in an epoch. */
    public synchronized void taken(long inEpoch, long taken) {
        epoch = Math.max(epoch, inEpoch);
        version = Math.max(version, taken);
        report();
    }

    private void connect() {
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        Connection.to(access.destination()).followLive(new Replies());
    }

    private void report() {
        ClientCallStreamObserver<LiveTaken> current = call;
        if (current != null) {
            current.onNext(LiveTaken.newBuilder()
                    .setRef(access.ref())
                    .setQuery(query)
                    .setEpoch(epoch)
                    .setVersion(version)
                    .build());
        }
    }

    private final class Replies implements ClientResponseObserver<LiveTaken, LiveNewest> {

        private boolean isRejected;

        @Override
        public void beforeStart(ClientCallStreamObserver<LiveTaken> started) {
            started.setOnReadyHandler(() -> begin(started));
        }

        private void begin(ClientCallStreamObserver<LiveTaken> started) {
            synchronized (LiveSubscription.this) {
                if (call == null && !closed) {
                    call = started;
                    report();
                }
            }
        }

        @Override
        public void onNext(LiveNewest newest) {
            if (newest.hasRefused()) {
                isRejected = true;
                LOG.warn(
                        "Changes of the live values of run {} do not arrive here: {}",
                        access.run(),
                        newest.getRefused().getMessage());
            } else {
                listener.newest(newest.getVersion(), newest.getLive());
            }
        }

        @Override
        public void onError(Throwable error) {
            LOG.debug("The live values of run {} cannot be followed now", access.run(), error);
            reconnect();
        }

        @Override
        public void onCompleted() {
            reconnect();
        }

        private void reconnect() {
            synchronized (LiveSubscription.this) {
                call = null;
            }
            Connection.later(
                    LiveSubscription.this::connect,
                    isRejected ? RetryPause.LONGEST_MILLIS : RetryPause.SHORTEST_MILLIS);
        }
    }

    @Override
    public void close() {
        ClientCallStreamObserver<LiveTaken> current;
        synchronized (this) {
            closed = true;
            current = call;
            call = null;
        }
        if (current != null) {
            current.cancel("no task needs live values any more", null);
        }
    }
}
