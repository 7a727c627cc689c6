package io.mist.worker.live;

import io.mist.worker.link.LiveFollowing;
import io.mist.worker.link.ServerAccess;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest version of a run's live values in this JVM, for the tasks of one query in real-time mode. It never goes back.
 * It is followed for as long as there are tasks, and a while longer, as the next batch brings tasks again. Safe for any
 * thread.
 */
final class NewestVersion implements LiveFollowing.Listener {

    /** Between two batches there is no task for some seconds. */
    private static final long LINGER_MILLIS = 60_000;

    private static final Map<Key, NewestVersion> HERE = new ConcurrentHashMap<>();

    private record Key(ServerAccess server, String query) {}

    private final Key key;
    private volatile Told told;
    private @Nullable LiveFollowing following;
    private long epoch;
    private int tasks;
    private int joined;

    private NewestVersion(Key key, Told first) {
        this.key = key;
        this.told = first;
    }

    /** @param told what the task was told by its driver */
    static NewestVersion join(ServerAccess server, String query, long epoch, Told told) {
        NewestVersion[] found = new NewestVersion[1];
        HERE.compute(new Key(server, query), (key, known) -> {
            found[0] = known == null ? new NewestVersion(key, told) : known;
            found[0].begin(epoch, told);
            return found[0];
        });
        return found[0];
    }

    private synchronized void begin(long ofEpoch, Told first) {
        tasks++;
        joined++;
        epoch = Math.max(epoch, ofEpoch);
        takeNewer(first);
        if (following == null) {
            following = LiveFollowing.open(
                    key.server, key.query, epoch, told.version().number(), this);
        } else {
            following.taken(epoch, told.version().number());
        }
    }

    private void takeNewer(Told other) {
        if (other.version().number() > told.version().number()) {
            told = other;
        }
    }

    Told told() {
        return told;
    }

    @Override
    public void newest(long version, String values) {
        Told received = Told.of(key.server.run(), version, values);
        synchronized (this) {
            takeNewer(received);
            // Between two batches nothing uses it, and maybe the query has ended: the next task says what it takes.
            if (following != null && tasks > 0) {
                following.taken(epoch, told.version().number());
            }
        }
    }

    /** A task has ended. */
    synchronized void leave() {
        tasks--;
        int last = joined;
        if (tasks == 0) {
            LiveFollowing.later(() -> closeUnlessJoined(last), LINGER_MILLIS);
        }
    }

    private void closeUnlessJoined(int last) {
        HERE.computeIfPresent(key, (ignored, known) -> known == this && close(last) ? null : known);
    }

    private synchronized boolean close(int last) {
        if (tasks > 0 || joined != last) {
            return false;
        }
        if (following != null) {
            following.close();
        }
        return true;
    }
}
