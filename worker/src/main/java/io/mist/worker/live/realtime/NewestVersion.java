package io.mist.worker.live.realtime;

import io.mist.worker.link.LiveSubscription;
import io.mist.worker.link.ServerAccess;
import io.mist.worker.live.carry.TaskLiveValues;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest version of a run's live newest in this JVM, for the tasks of one query in real-time mode. It never goes back.
 * It is followed for as long as there are tasks, and a while longer, as the next batch brings tasks again. Safe for any
 * thread.
 */
final class NewestVersion implements LiveSubscription.Listener {

    /** Between two batches there is no task for some seconds. */
    private static final long LINGER_MILLIS = 60_000;

    /** Static, as the tasks of one query share it in a JVM, and Spark gives them no object of that JVM. */
    private static final Map<Key, NewestVersion> HERE = new ConcurrentHashMap<>();

    private record Key(ServerAccess server, String query) {}

    private final Key key;
    private volatile TaskLiveValues newest;
    private @Nullable LiveSubscription following;
    private long epoch;
    private int tasks;
    private int joined;

    private NewestVersion(Key key, TaskLiveValues first) {
        this.key = key;
        this.newest = first;
    }

    /** @param first what the task has from its driver */
    static NewestVersion join(ServerAccess server, String query, long epoch, TaskLiveValues first) {
        NewestVersion[] found = new NewestVersion[1];
        HERE.compute(new Key(server, query), (key, known) -> {
            found[0] = known == null ? new NewestVersion(key, first) : known;
            found[0].begin(epoch, first);
            return found[0];
        });
        return found[0];
    }

    private synchronized void begin(long ofEpoch, TaskLiveValues first) {
        tasks++;
        joined++;
        epoch = Math.max(epoch, ofEpoch);
        takeNewer(first);
        if (following == null) {
            following = LiveSubscription.open(
                    key.server, key.query, epoch, newest.version().number(), this);
        } else {
            following.taken(epoch, newest.version().number());
        }
    }

    private void takeNewer(TaskLiveValues other) {
        if (other.version().number() > newest.version().number()) {
            newest = other;
        }
    }

    TaskLiveValues newest() {
        return newest;
    }

    @Override
    public void newest(long version, String values) {
        TaskLiveValues received = TaskLiveValues.of(key.server.run(), version, values);
        synchronized (this) {
            takeNewer(received);
            // Between two batches nothing uses it, and maybe the query has ended: the next task says what it takes.
            if (following != null && tasks > 0) {
                following.taken(epoch, newest.version().number());
            }
        }
    }

    /** A task has ended. */
    synchronized void leave() {
        tasks--;
        int last = joined;
        if (tasks == 0) {
            LiveSubscription.later(() -> closeUnlessJoined(last), LINGER_MILLIS);
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
