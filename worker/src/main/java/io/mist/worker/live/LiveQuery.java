package io.mist.worker.live;

import io.mist.protocol.MistException;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.runtime.AsyncProgressTrackingMicroBatchExecution;
import org.apache.spark.sql.execution.streaming.runtime.StreamExecution;
import org.apache.spark.sql.execution.streaming.runtime.StreamingQueryWrapper;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.jspecify.annotations.Nullable;

/** A streaming query that runs in this JVM, as far as live values need to know it. */
public final class LiveQuery {

    private final StreamExecution execution;

    private LiveQuery(StreamExecution execution) {
        this.execution = execution;
    }

    /** Asked on the stream's thread, so the query is active. */
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
     * Refuses a query that has been started but whose epochs do not begin with their offsets written down.
     *
     * @throws MistException as of {@link LiveCheck}, which does so before a query is started
     */
    public static void requireEpochs(StreamingQuery query, RunLive live) {
        if (query instanceof StreamingQueryWrapper known) {
            new LiveQuery(known.streamingQuery()).requireEpochs(live);
        }
    }

    LiveQuery requireEpochs(RunLive live) {
        // By its name: Spark 4.0 has no such class.
        boolean isRealTime = execution.trigger().getClass().getSimpleName().equals("RealTimeTrigger");
        if (execution instanceof AsyncProgressTrackingMicroBatchExecution
                && !isRealTime
                && !live.names().isEmpty()) {
            throw LiveCheck.refused(
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
