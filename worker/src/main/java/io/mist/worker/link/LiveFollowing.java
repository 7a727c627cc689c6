package io.mist.worker.link;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.mist.protocol.wire.LiveNewest;
import io.mist.protocol.wire.LiveTaken;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears from the server of every new version of a run's live values, and says what was taken. While the server is away,
 * it tries again and again, and the last version stays. Safe for any thread.
 */
public final class LiveFollowing implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LiveFollowing.class);
    private static final long RETRY_MILLIS = 500;
    private static final long REFUSED_RETRY_MILLIS = 5_000;

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

    private LiveFollowing(ServerAccess access, String query, Listener listener) {
        this.access = access;
        this.query = query;
        this.listener = listener;
    }

    public static LiveFollowing open(ServerAccess access, String query, long epoch, long version, Listener listener) {
        LiveFollowing following = new LiveFollowing(access, query, listener);
        following.epoch = epoch;
        following.version = version;
        following.connect();
        return following;
    }

    /** For what ends by itself, without a thread of its own. */
    public static void later(Runnable task, long millis) {
        Connection.later(task, millis);
    }

    /** Tasks of this JVM now use a version in an epoch. */
    public synchronized void taken(long inEpoch, long taken) {
        epoch = Math.max(epoch, inEpoch);
        version = Math.max(version, taken);
        tell();
    }

    private void connect() {
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        Connection.to(access.destination()).followLive(new Replies());
    }

    private void tell() {
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

        private boolean refused;

        @Override
        public void beforeStart(ClientCallStreamObserver<LiveTaken> started) {
            started.setOnReadyHandler(() -> begin(started));
        }

        private void begin(ClientCallStreamObserver<LiveTaken> started) {
            synchronized (LiveFollowing.this) {
                if (call == null && !closed) {
                    call = started;
                    tell();
                }
            }
        }

        @Override
        public void onNext(LiveNewest newest) {
            if (newest.hasRefused()) {
                refused = true;
                LOG.warn(
                        "Changes of the live values of run {} do not come here: {}",
                        access.run(),
                        newest.getRefused().getMessage());
            } else {
                listener.newest(newest.getVersion(), newest.getLive());
            }
        }

        @Override
        public void onError(Throwable error) {
            LOG.debug("The live values of run {} cannot be followed now", access.run(), error);
            again();
        }

        @Override
        public void onCompleted() {
            again();
        }

        private void again() {
            synchronized (LiveFollowing.this) {
                call = null;
            }
            Connection.later(LiveFollowing.this::connect, refused ? REFUSED_RETRY_MILLIS : RETRY_MILLIS);
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
            current.cancel("no task asks for live values any more", null);
        }
    }
}
