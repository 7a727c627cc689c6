package io.mist.worker.live.plan;

import java.util.function.Function;
import org.apache.spark.sql.catalyst.expressions.ArrayContains;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/** Puts expressions in the place of a plan's live parameters. */
public final class LiveSubstitution {

    private LiveSubstitution() {}

    /** @param substitute by the name of the live parameter */
    public static LogicalPlan in(LogicalPlan plan, Function<String, Expression> substitute) {
        return (LogicalPlan) plan.transformAllExpressionsWithSubqueries(Replacement.<Expression>where(
                found -> found instanceof LiveExpression || isContains(found),
                found -> found instanceof LiveExpression parameter
                        ? substitute.apply(parameter.name())
                        : contains((ArrayContains) found, substitute)));
    }

    private static boolean isContains(Expression expression) {
        return expression instanceof ArrayContains contains && contains.left() instanceof LiveExpression;
    }

    private static Expression contains(ArrayContains contains, Function<String, Expression> substitute) {
        Expression list = substitute.apply(((LiveExpression) contains.left()).name());
        return LargeContains.of(list, contains.right());
    }
}
