package io.mist.worker.output;

import io.mist.protocol.MistException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.PythonFuncExpression;
import org.apache.spark.sql.catalyst.expressions.PythonUDTF;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.streaming.OutputMode;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What Spark's real-time mode takes. Spark itself finds out in the first batch, and then names its classes; this names
 * what the job has written, when the query starts.
 */
final class RealTimePlans {

    private static final Map<String, String> NOT_TAKEN = Map.ofEntries(
            Map.entry("Aggregate", "an aggregation or distinct()"),
            Map.entry("Deduplicate", "dropDuplicates(…)"),
            Map.entry("DeduplicateWithinWatermark", "dropDuplicatesWithinWatermark(…)"),
            Map.entry("FlatMapGroupsWithState", "mapGroupsWithState(…) or flatMapGroupsWithState(…)"),
            Map.entry("TransformWithState", "transformWithState(…)"),
            Map.entry("MapGroups", "mapGroups(…) or flatMapGroups(…)"),
            Map.entry("GlobalLimit", "limit(…)"),
            Map.entry("Sort", "orderBy(…)"),
            Map.entry("Repartition", "repartition(…)"),
            Map.entry("RepartitionByExpression", "repartition(…)"));

    private RealTimePlans() {}

    /** @throws MistException of kind job, code {@code trigger-not-supported}, with all that is not taken */
    static OutputMode outputMode(Dataset<?> rows, String output) {
        LogicalPlan plan = ((org.apache.spark.sql.classic.Dataset<?>) rows)
                .queryExecution()
                .analyzed();
        Collection<String> refused = new TreeSet<>();
        for (LogicalPlan node : nodes(plan)) {
            String what = NOT_TAKEN.get(node.nodeName());
            if (what != null && node.isStreaming()) {
                refused.add(what);
            } else if (node.nodeName().equals("Join")
                    && nodesOf(node.children()).stream().allMatch(LogicalPlan::isStreaming)) {
                refused.add("a join of two streams");
            } else if (isOfPython(node)) {
                refused.add("a function in Python");
            }
        }
        if (!refused.isEmpty()) {
            throw MistException.job(
                    "trigger-not-supported",
                    "output '" + output + "': trigger = real-time, but its query has " + String.join(", ", refused)
                            + " (expected: filters, projections, unions, lambdas and joins with tables, which is what"
                            + " Spark's real-time mode takes). Change the query, or the trigger of the route");
        }
        return OutputMode.Update();
    }

    /** A function, {@code mapInPandas} and the like. Their processes hear nothing of a change while a batch lasts. */
    private static boolean isOfPython(LogicalPlan node) {
        return node.nodeName().matches(".*(InPandas|InArrow|InPySpark).*")
                || CollectionConverters.asJava(node.expressions()).stream()
                        .anyMatch(expression -> expression.exists(RealTimePlans::isOfPython));
    }

    private static boolean isOfPython(Expression expression) {
        return expression instanceof PythonFuncExpression || expression instanceof PythonUDTF;
    }

    private static List<LogicalPlan> nodes(LogicalPlan plan) {
        return nodesOf(plan.collect(new scala.runtime.AbstractPartialFunction<LogicalPlan, LogicalPlan>() {
            @Override
            public boolean isDefinedAt(LogicalPlan node) {
                return true;
            }

            @Override
            @SuppressWarnings("unchecked")
            public <A extends LogicalPlan, B> B applyOrElse(A node, scala.Function1<A, B> otherwise) {
                return (B) node;
            }
        }));
    }

    private static List<LogicalPlan> nodesOf(scala.collection.immutable.Seq<LogicalPlan> nodes) {
        return CollectionConverters.asJava(nodes);
    }
}
