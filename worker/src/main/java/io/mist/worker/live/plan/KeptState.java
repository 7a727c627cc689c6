package io.mist.worker.live.plan;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.EqualNullSafe;
import org.apache.spark.sql.catalyst.expressions.EqualTo;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Deduplicate;
import org.apache.spark.sql.catalyst.plans.logical.DeduplicateWithinWatermark;
import org.apache.spark.sql.catalyst.plans.logical.Distinct;
import org.apache.spark.sql.catalyst.plans.logical.EventTimeWatermark;
import org.apache.spark.sql.catalyst.plans.logical.FlatMapGroupsWithState;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.TransformWithState;

/** What operators of a streaming plan keep from epoch to epoch, and by which expressions they find it again. */
final class KeptState {

    /**
     * Expressions whose value must stay what it was when the state was made.
     *
     * @param place what the user has written
     * @param instead what to do if they need a live value
     */
    record Keys(String place, List<Expression> expressions, String instead) {}

    private static final String GROUP = "group by what does not change and use the live value in what is summed up,"
            + " in a filter, or on the result; or group with it in sendBatches or foreachBatch, where nothing is kept";
    private static final String DROP = "drop duplicates by what does not change, and filter with the live value";
    private static final String JOIN = "join by what does not change, and compare with the live value in a filter or in"
            + " a further condition that is not an equality of both sides";
    private static final String RANGE = "take the widest range as a constant, and narrow it with the live value in a"
            + " filter on the join's result";
    private static final String TIME = "take the event time as it comes, and filter with the live value";

    private KeptState() {}

    /** Whether an operator keeps state in this plan. */
    static boolean isIn(LogicalPlan operator) {
        return operator.isStreaming()
                && (operator instanceof Aggregate
                        || operator instanceof Distinct
                        || operator instanceof Deduplicate
                        || operator instanceof DeduplicateWithinWatermark
                        || operator instanceof EventTimeWatermark
                        || operator instanceof FlatMapGroupsWithState
                        || operator instanceof TransformWithState
                        || operator instanceof GlobalLimit
                        || (operator instanceof Join join && isOfTwoStreams(join)));
    }

    static boolean isAnywhereIn(LogicalPlan plan) {
        return isIn(plan) || asJava(plan.children()).stream().anyMatch(KeptState::isAnywhereIn);
    }

    static List<Keys> keys(LogicalPlan operator) {
        if (!isIn(operator)) {
            return List.of();
        }
        if (operator instanceof Aggregate aggregate) {
            return List.of(new Keys("a grouping key or window", asJava(aggregate.groupingExpressions()), GROUP));
        }
        if (operator instanceof Distinct distinct) {
            return List.of(new Keys("distinct", columns(asJava(distinct.output())), DROP));
        }
        if (operator instanceof Deduplicate deduplicate) {
            return List.of(new Keys("dropDuplicates", columns(asJava(deduplicate.keys())), DROP));
        }
        if (operator instanceof DeduplicateWithinWatermark deduplicate) {
            return List.of(new Keys("dropDuplicatesWithinWatermark", columns(asJava(deduplicate.keys())), DROP));
        }
        if (operator instanceof EventTimeWatermark watermark) {
            return List.of(new Keys("the event time of a watermark", List.of(watermark.eventTime()), TIME));
        }
        if (operator instanceof FlatMapGroupsWithState groups) {
            return List.of(new Keys("a grouping key", columns(asJava(groups.groupingAttributes())), GROUP));
        }
        if (operator instanceof TransformWithState groups) {
            return List.of(new Keys("a grouping key", columns(asJava(groups.groupingAttributes())), GROUP));
        }
        return operator instanceof Join join ? joinKeys(join) : List.of();
    }

    private static List<Expression> columns(List<Attribute> attributes) {
        return List.copyOf(attributes);
    }

    private static List<Keys> joinKeys(Join join) {
        List<Expression> equal = new ArrayList<>();
        List<Expression> times = new ArrayList<>();
        if (join.condition().isDefined()) {
            for (Expression part : conjuncts(join.condition().get())) {
                if (isEqualityOfBothSides(join, part)) {
                    equal.add(part);
                } else if (hasEventTime(part)) {
                    times.add(part);
                }
            }
        }
        return List.of(
                new Keys("the join key of two streams", equal, JOIN),
                new Keys("the time range of a join of two streams", times, RANGE));
    }

    private static boolean isOfTwoStreams(Join join) {
        return join.left().isStreaming() && join.right().isStreaming();
    }

    private static List<Expression> conjuncts(Expression condition) {
        List<Expression> parts = new ArrayList<>();
        if (condition instanceof And both) {
            parts.addAll(conjuncts(both.left()));
            parts.addAll(conjuncts(both.right()));
        } else {
            parts.add(condition);
        }
        return parts;
    }

    private static boolean isEqualityOfBothSides(Join join, Expression part) {
        boolean isEquality = part instanceof EqualTo || part instanceof EqualNullSafe;
        return isEquality
                && isOfBothSides(join, part.children().apply(0), part.children().apply(1));
    }

    private static boolean isOfBothSides(Join join, Expression one, Expression other) {
        return isOf(join.left(), one) && isOf(join.right(), other)
                || isOf(join.right(), one) && isOf(join.left(), other);
    }

    private static boolean isOf(LogicalPlan side, Expression expression) {
        AttributeSet references = expression.references();
        return references.nonEmpty() && references.subsetOf(side.outputSet());
    }

    /** Spark takes from such a condition how long rows have to be kept. */
    private static boolean hasEventTime(Expression part) {
        return part.references().exists(column -> column.metadata().contains(EventTimeWatermark.delayKey()));
    }
}
