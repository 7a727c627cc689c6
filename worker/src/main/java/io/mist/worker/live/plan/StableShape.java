package io.mist.worker.live.plan;

import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.trees.TreeNodeTag;
import scala.PartialFunction;

/**
 * Keeps the optimizer from giving a plan with state another form when a live value changes: of
 * {@code count(when(live, 1))} it would leave no count at all while the value is false. Filters below all state keep
 * literals, which can be pushed down to sources.
 */
public final class StableShape {

    private static final TreeNodeTag<Boolean> LIVE = new TreeNodeTag<>("mist.live");

    private static final PartialFunction<Expression, Expression> PIN = Replacement.where(
            expression -> expression instanceof Literal
                    && expression.getTagValue(LIVE).isDefined(),
            literal -> PinnedValue.opaque((Literal) literal));

    private StableShape() {}

    /** Marks a literal as a live value, which differs from version to version. */
    public static Literal live(Literal value) {
        value.setTagValue(LIVE, true);
        return value;
    }

    /** @param plan in which the live values are literals */
    public static LogicalPlan of(LogicalPlan plan) {
        return KeptState.isAnywhereIn(plan)
                ? (LogicalPlan) plan.transform(Replacement.where(operator -> !isFilterBelowState(operator), operator ->
                        (LogicalPlan) operator.transformExpressions(PIN)))
                : plan;
    }

    private static boolean isFilterBelowState(LogicalPlan operator) {
        return operator instanceof Filter filter && !KeptState.isAnywhereIn(filter.child());
    }
}
