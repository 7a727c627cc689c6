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
import scala.Function1;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/**
 * The plans that Spark's real-time mode supports. Spark itself rejects others in the first batch, and names its classes; this
 * names what the job has written, when the query starts.
 */
final class RealTimePlans {

    private static final Map<String, String> UNSUPPORTED = Map.ofEntries(
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

    /** @throws MistException of kind job, code {@code trigger-not-supported}, with all that is not supported */
    static OutputMode outputMode(Dataset<?> rows, String output) {
        LogicalPlan plan = ((org.apache.spark.sql.classic.Dataset<?>) rows)
                .queryExecution()
                .analyzed();
        Collection<String> unsupported = new TreeSet<>();
        for (LogicalPlan node : nodes(plan)) {
            String what = UNSUPPORTED.get(node.nodeName());
            if (what != null && node.isStreaming()) {
                unsupported.add(what);
            } else if (node.nodeName().equals("Join")
                    && nodesOf(node.children()).stream().allMatch(LogicalPlan::isStreaming)) {
                unsupported.add("a join of two streams");
            } else if (isOfPython(node)) {
                unsupported.add("a function in Python");
            }
        }
        if (!unsupported.isEmpty()) {
            throw MistException.job(
                    "trigger-not-supported",
                    "output '" + output + "': trigger = real-time, but its query has " + String.join(", ", unsupported)
                            + " (expected: filters, projections, unions, lambdas and joins with tables, which is what"
                            + " Spark's real-time mode takes). Change the query, or the trigger of the route");
        }
        return OutputMode.Update();
    }

    /** A function, {@code mapInPandas} and the like. Their processes get no change while a batch lasts. */
    private static boolean isOfPython(LogicalPlan node) {
        return node.nodeName().matches(".*(InPandas|InArrow|InPySpark).*")
                || CollectionConverters.asJava(node.expressions()).stream()
                        .anyMatch(expression -> expression.exists(RealTimePlans::isOfPython));
    }

    private static boolean isOfPython(Expression expression) {
        return expression instanceof PythonFuncExpression || expression instanceof PythonUDTF;
    }

    private static List<LogicalPlan> nodes(LogicalPlan plan) {
        return nodesOf(plan.collect(new AbstractPartialFunction<LogicalPlan, LogicalPlan>() {
            @Override
            public boolean isDefinedAt(LogicalPlan node) {
                return true;
            }

            @Override
            @SuppressWarnings("unchecked")
            public <A extends LogicalPlan, B> B applyOrElse(A node, Function1<A, B> otherwise) {
                return (B) node;
            }
        }));
    }

    private static List<LogicalPlan> nodesOf(Seq<LogicalPlan> nodes) {
        return CollectionConverters.asJava(nodes);
    }
}
