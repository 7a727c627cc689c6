package io.mist.worker.live.realtime;

import io.mist.worker.live.plan.LiveForms;
import io.mist.worker.live.plan.LiveSubstitution;
import io.mist.worker.live.plan.Replacement;
import io.mist.worker.live.version.RunLive;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.datasources.v2.StreamingDataSourceV2Relation;
import org.apache.spark.sql.execution.datasources.v2.StreamingDataSourceV2ScanRelation;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Plans of Spark's real-time mode, where one batch lasts for minutes: live parameters are looked up for every record, and
 * each source is followed by {@link NextRecord}.
 */
public final class RealTimePlan {

    /** Spark 4.0 has no such mode. */
    private static final boolean IS_THERE = isThere();

    private RealTimePlan() {}

    private static boolean isThere() {
        try {
            StreamingDataSourceV2Relation.class.getMethod("realTimeModeDuration");
            return true;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    public static boolean is(LogicalPlan plan) {
        return IS_THERE
                && CollectionConverters.asJava(plan.collectLeaves()).stream().anyMatch(RealTimePlan::isSource);
    }

    private static boolean isSource(LogicalPlan leaf) {
        return leaf instanceof StreamingDataSourceV2ScanRelation source
                && source.relation().realTimeModeDuration().isDefined();
    }

    /** @param query its name */
    public static LogicalPlan of(LogicalPlan plan, RunLive live, LiveForms forms, RealTimeRun run, String query) {
        LogicalPlan followed = (LogicalPlan) plan.transformUp(Replacement.<LogicalPlan>where(
                RealTimePlan::isSource, source -> new Filter(new NextRecord(run.server(), query), source)));
        return LiveSubstitution.in(followed, name -> forms.require(name).inRealTime(name, live.run(), run.types()));
    }
}
