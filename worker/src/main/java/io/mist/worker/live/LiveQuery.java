package io.mist.worker.live;

import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.runtime.StreamExecution;
import org.jspecify.annotations.Nullable;

/** A streaming query that runs in this JVM, as far as live values need to know it. */
final class LiveQuery {

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

    PinLog pinLog(String run) {
        var state = execution.sparkSessionForStream().sessionState();
        return PinLog.open(
                new Path(execution.resolvedCheckpointRoot()),
                state.newHadoopConf(),
                run,
                state.conf().minBatchesToRetain());
    }
}
