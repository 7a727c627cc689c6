package io.mist.worker.live;

import org.apache.spark.sql.catalyst.expressions.ArrayContains;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.datasources.v2.StreamingDataSourceV2Relation;
import org.apache.spark.sql.execution.datasources.v2.StreamingDataSourceV2ScanRelation;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Plans of Spark's real-time mode, where one batch lasts for minutes: live parameters are looked up for every record, and
 * each source is followed by {@link NextRecord}.
 */
final class RealTimePlan {

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

    static boolean is(LogicalPlan plan) {
        return IS_THERE
                && CollectionConverters.asJava(plan.collectLeaves()).stream().anyMatch(RealTimePlan::isSource);
    }

    private static boolean isSource(LogicalPlan leaf) {
        return leaf instanceof StreamingDataSourceV2ScanRelation source
                && source.relation().realTimeModeDuration().isDefined();
    }

    /** @param query its name */
    static LogicalPlan of(LogicalPlan plan, RunLive live, RealTimeRun run, String query) {
        LogicalPlan followed = (LogicalPlan) plan.transformUp(Replacing.<LogicalPlan>where(
                RealTimePlan::isSource, source -> new Filter(new NextRecord(run.server(), query), source)));
        return (LogicalPlan) followed.transformAllExpressionsWithSubqueries(
                Replacing.<Expression>where(RealTimePlan::isLive, found -> value(found, live, run)));
    }

    private static boolean isLive(Expression expression) {
        return expression instanceof LiveExpression || LiveRule.isContains(expression);
    }

    private static Expression value(Expression found, RunLive live, RealTimeRun run) {
        if (found instanceof ArrayContains contains) {
            return LargeContains.of(value(contains.left(), live, run), contains.right());
        }
        LiveExpression parameter = (LiveExpression) found;
        return new RealTimeValue(live.run(), run.types(), parameter.name(), parameter.dataType());
    }
}
