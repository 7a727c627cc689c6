package io.mist.api.internal;

import java.util.List;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.catalyst.analysis.UnsupportedOperationChecker;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.streaming.OutputMode;

/**
 * Spark's output mode of a query, which says what rows are messages: the first mode that Spark accepts for its plan. That is
 * append, each row once; for an aggregation without a watermark update, the groups that changed; for a sorted one complete,
 * all groups.
 */
public final class OutputModes {

    private static final List<OutputMode> IN_ORDER =
            List.of(OutputMode.Append(), OutputMode.Update(), OutputMode.Complete());

    private OutputModes() {}

    /** Append if no mode fits: Spark then says why when the query starts. */
    public static OutputMode of(Dataset<?> rows) {
        LogicalPlan plan = ((org.apache.spark.sql.classic.Dataset<?>) rows)
                .queryExecution()
                .analyzed();
        return IN_ORDER.stream().filter(mode -> fits(plan, mode)).findFirst().orElse(OutputMode.Append());
    }

    private static boolean fits(LogicalPlan plan, OutputMode mode) {
        try {
            UnsupportedOperationChecker.checkForStreaming(plan, mode);
            return true;
        } catch (Exception e) {
            // Scala does not declare it.
            if (e instanceof AnalysisException) {
                return false;
            }
            throw e;
        }
    }
}
