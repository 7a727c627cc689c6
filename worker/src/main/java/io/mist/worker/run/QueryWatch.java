package io.mist.worker.run;

import io.mist.worker.live.LiveBatch;
import io.mist.worker.live.LiveQuery;
import io.mist.worker.live.version.RunLive;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the streaming queries of a run: notes for its live values when a batch is under way at each of them, and wakes the
 * run when one starts or ends. Spark calls it on the thread that starts a query, and on the one of its listeners.
 */
@SuppressWarnings("serial") // Spark's class is serializable; this one stays on the driver.
final class QueryWatch extends StreamingQueryListener {

    private static final Logger LOG = LoggerFactory.getLogger(QueryWatch.class);

    private final SparkSession session;
    private final RunLive live;
    private final AppliedReports reports;
    private final RunSignal signal;
    /** By the id of each start, as a query may be started again. */
    private final Map<UUID, StreamingQuery> watched = new ConcurrentHashMap<>();
    /** By the query's id. */
    private final Map<String, String> names = new ConcurrentHashMap<>();

    QueryWatch(SparkSession session, RunLive live, AppliedReports reports, RunSignal signal) {
        this.session = session;
        this.live = live;
        this.reports = reports;
        this.signal = signal;
    }

    void begin() {
        live.onEffect(this::report);
        session.streams().addListener(this);
    }

    /** Ignores a query that has ended meanwhile: callers would wait for its next version. */
    private void report(RunLive.Effect effect) {
        String name = effect.query().equals(LiveBatch.QUERY) ? effect.query() : names.get(effect.query());
        if (name != null) {
            reports.applied(name, effect.version(), effect.epoch());
        }
    }

    void end() {
        session.streams().removeListener(this);
    }

    /** Spark calls it before the query plans its first batch, and before {@code start()} returns. */
    @Override
    public void onQueryStarted(QueryStartedEvent event) {
        StreamingQuery query = session.streams().get(event.id());
        if (query == null) {
            return;
        }
        note(query);
        Thread watcher = new Thread(() -> awaitEnd(query), "watch-" + name(query));
        watcher.setDaemon(true);
        watcher.start();
        LiveQuery epochs = LiveQuery.of(query);
        // In real time the executors report what they have.
        if (epochs != null && !epochs.isRealTime()) {
            epochs.noteStart(live);
        }
        signal.raise();
    }

    /** In one step, so that a query is not forgotten that is just started again. */
    private synchronized void note(StreamingQuery query) {
        names.put(query.id().toString(), name(query));
        reports.started(name(query));
        watched.put(query.runId(), query);
    }

    private void awaitEnd(StreamingQuery query) {
        try {
            query.awaitTermination();
        } catch (StreamingQueryException e) {
            LOG.debug("Query {} has failed; the run's thread reports it", name(query), e);
        } finally {
            signal.raise();
        }
    }

    @Override
    public void onQueryProgress(QueryProgressEvent event) {
        live.ended(event.progress().id().toString(), event.progress().batchId());
    }

    @Override
    public void onQueryIdle(QueryIdleEvent event) {
        StreamingQuery query = session.streams().get(event.id());
        StreamingQueryProgress last = query == null ? null : query.lastProgress();
        if (last != null) {
            live.idle(event.id().toString(), last.batchId());
        }
    }

    /** The thread that waits for the query wakes the run: Spark may drop this event when it has too many. */
    @Override
    public void onQueryTerminated(QueryTerminatedEvent event) {}

    private static String name(StreamingQuery query) {
        return query.name() == null ? query.id().toString() : query.name();
    }

    /** Rejects queries whose epochs do not begin with their offsets written down. */
    void requireEpochs() {
        for (StreamingQuery active : session.streams().active()) {
            LiveQuery.requireEpochs(active, live);
        }
    }

    /**
     * Whether a query is still active.
     *
     * @throws StreamingQueryException what has failed one of them
     */
    boolean areActive() throws StreamingQueryException {
        requireEpochs();
        List<StreamingQuery> ended =
                watched.values().stream().filter(query -> !query.isActive()).toList();
        for (StreamingQuery query : ended) {
            query.awaitTermination();
        }
        return areActiveBut(ended);
    }

    private synchronized boolean areActiveBut(List<StreamingQuery> ended) {
        ended.forEach(query -> watched.remove(query.runId()));
        Set<String> active =
                watched.values().stream().map(query -> query.id().toString()).collect(Collectors.toSet());
        if (!active.isEmpty()) {
            names.keySet().stream().filter(id -> !active.contains(id)).forEach(this::forget);
        }
        return !active.isEmpty();
    }

    /** A query that has ended in a run that continues keeps no caller waiting for a version to be applied by it. */
    private void forget(String id) {
        @Nullable String name = names.remove(id);
        live.forget(id);
        if (name != null) {
            reports.ended(name, !name.equals(id));
        }
    }
}
