package io.mist.worker.live;

import io.mist.protocol.MistException;
import io.mist.worker.live.plan.LiveCheck;
import io.mist.worker.live.version.PinLog;
import io.mist.worker.live.version.RunLive;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.runtime.AsyncProgressTrackingMicroBatchExecution;
import org.apache.spark.sql.execution.streaming.runtime.StreamExecution;
import org.apache.spark.sql.execution.streaming.runtime.StreamingQueryWrapper;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/** A streaming query that runs in this JVM, as far as live values need to know it. */
public final class LiveQuery {

    private static final Logger LOG = LoggerFactory.getLogger(LiveQuery.class);

    private final StreamExecution execution;

    private LiveQuery(StreamExecution execution) {
        this.execution = execution;
    }

    /** Called on the stream's thread, so the query is active. */
    static LiveQuery active(SparkSession session, String query) {
        @Nullable
        StreamExecution execution = ((org.apache.spark.sql.classic.SparkSession) session)
                .sharedState()
                .activeStreamingQueries()
                .get(UUID.fromString(query));
        if (execution == null) {
            throw new IllegalStateException("query " + query + " plans a micro-batch but is not active");
        }
        return new LiveQuery(execution);
    }

    /**
     * Rejects a query that has been started but whose epochs do not begin with their offsets written down.
     *
     * @throws MistException as {@link LiveCheck} does before a query is started
     */
    public static void requireEpochs(StreamingQuery query, RunLive live) {
        LiveQuery known = of(query);
        if (known != null) {
            known.requireEpochs(live);
        }
    }

    /** A query that this driver has started; null if it is of a kind that has no epochs here. */
    public static @Nullable LiveQuery of(@Nullable StreamingQuery query) {
        return query instanceof StreamingQueryWrapper known ? new LiveQuery(known.streamingQuery()) : null;
    }

    /** Whether its batches last for minutes and see version after version. */
    public boolean isRealTime() {
        // By its name: Spark 4.0 has no such class.
        return execution.trigger().getClass().getSimpleName().equals("RealTimeTrigger");
    }

    /** Notes for the run's live values that it has just been started; it has planned nothing yet. */
    public void noteStart(RunLive live) {
        String id = execution.id().toString();
        try {
            long begun = last(execution.offsetLog().getLatestBatchId());
            long ended = last(execution.commitLog().getLatestBatchId());
            live.started(id, ended < begun ? begun : begun + 1, ended < begun);
        } catch (RuntimeException | LinkageError e) {
            // Another Spark may have other logs. The query's first epoch is known when it ends, or is missing.
            LOG.warn("The logs of query {}, which starts, cannot be read", id, e);
            live.started(id, 0, true);
        }
    }

    private static long last(Option<Object> epoch) {
        return epoch.isEmpty() ? -1 : (long) epoch.get();
    }

    LiveQuery requireEpochs(RunLive live) {
        if (execution instanceof AsyncProgressTrackingMicroBatchExecution
                && !isRealTime()
                && !live.names().isEmpty()) {
            throw LiveCheck.rejection(
                    live, "asynchronous progress tracking", "option asyncProgressTrackingEnabled", "Spark's default");
        }
        return this;
    }

    PinLog pinLog(String run) {
        var state = execution.sparkSessionForStream().sessionState();
        return PinLog.open(
                new Path(execution.resolvedCheckpointRoot()),
                state.newHadoopConf(),
                run,
                state.conf().minBatchesToRetain());
    }
}
