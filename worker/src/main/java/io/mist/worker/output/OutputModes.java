package io.mist.worker.output;

import java.util.List;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.catalyst.analysis.UnsupportedOperationChecker;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.streaming.OutputMode;

/**
 * Which rows of a query are messages: those of the first mode that Spark supports for it. That is append, each row once; for an
 * aggregation without a watermark update, the groups that changed; for one that is sorted complete, all groups.
 */
final class OutputModes {

    private static final List<OutputMode> IN_ORDER =
            List.of(OutputMode.Append(), OutputMode.Update(), OutputMode.Complete());

    private OutputModes() {}

    /** Append if there is none that fits: then Spark says why when the query starts. */
    static OutputMode of(Dataset<?> rows) {
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
