package io.mist.worker.run;

import io.mist.protocol.wire.FromWorker;
import io.mist.protocol.wire.LiveApplied;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reports to the server which version of the live values is in effect at each query of a run. Reports wait until the run is
 * running; the newest of each query is kept, to be repeated. Safe for any thread.
 */
final class AppliedReports {

    private final String run;
    /** Only queues a message, so it may be called in order, under this lock. */
    private final Consumer<FromWorker> server;

    private final Map<String, LiveApplied> newest = new LinkedHashMap<>();
    private boolean isOpen;

    AppliedReports(String run, Consumer<FromWorker> server) {
        this.run = run;
        this.server = server;
    }

    /** Sends the newest of each query: those that waited, or what the server may have missed. */
    synchronized void sendAll() {
        isOpen = true;
        newest.values().forEach(this::send);
    }

    /**
     * Ignored if a newer version has been reported meanwhile, or the query has ended.
     *
     * @param epoch the first one that sees the version
     */
    void applied(String query, long version, long epoch) {
        report(message(query).setVersion(version).setEpoch(epoch).build());
    }

    /** A version that a batch job has read, which has no epochs. */
    void read(String job, long version) {
        report(message(job).setVersion(version).build());
    }

    private synchronized void report(LiveApplied message) {
        LiveApplied known = newest.get(message.getQuery());
        if (known == null || (!known.getEnded() && known.getVersion() < message.getVersion())) {
            keep(message);
        }
    }

    /** A query that is started again under its name has not ended any more. */
    synchronized void started(String query) {
        LiveApplied known = newest.get(query);
        if (known != null && known.getEnded()) {
            newest.remove(query);
        }
    }

    /** @param isRepeated whether the end is kept; of queries without a name there may be any number */
    synchronized void ended(String query, boolean isRepeated) {
        LiveApplied known = newest.remove(query);
        LiveApplied ended = (known == null ? message(query) : known.toBuilder())
                .setEnded(true)
                .build();
        if (isRepeated) {
            keep(ended);
        } else {
            send(ended);
        }
    }

    private LiveApplied.Builder message(String query) {
        return LiveApplied.newBuilder().setRun(run).setQuery(query).setAtMillis(System.currentTimeMillis());
    }

    private void keep(LiveApplied message) {
        newest.put(message.getQuery(), message);
        send(message);
    }

    private void send(LiveApplied message) {
        if (isOpen) {
            server.accept(FromWorker.newBuilder().setLiveApplied(message).build());
        }
    }
}
