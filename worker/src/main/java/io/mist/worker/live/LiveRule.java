package io.mist.worker.live;

import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.ArrayContains;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import scala.Function1;
import scala.PartialFunction;
import scala.runtime.AbstractPartialFunction;

/**
 * Gives every micro-batch one version of the run's live values. Spark plans each batch anew on the stream's thread;
 * there this rule pins the version, puts literals in the place of live parameters, and sets the local property that
 * travels with every task of the batch.
 */
final class LiveRule extends Rule<LogicalPlan> {

    private static final String QUERY = "sql.streaming.queryId";
    static final String EPOCH = "streaming.sql.batchId";

    private final SparkSession session;

    LiveRule(SparkSession session) {
        this.session = session;
    }

    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        RunLive live = LiveRegistry.of(session);
        if (live == null) {
            return plan;
        }
        Version version = versionHere(live);
        RealTimeRun realTime = LiveRegistry.realTime(live.run());
        String query = session.sparkContext().getLocalProperty(QUERY);
        if (realTime != null && query != null && RealTimePlan.is(plan)) {
            return RealTimePlan.of(plan, live, realTime, realTime.name(query));
        }
        return (LogicalPlan) plan.transformAllExpressionsWithSubqueries(literals(live, version));
    }

    private Version versionHere(RunLive live) {
        SparkContext context = session.sparkContext();
        String query = context.getLocalProperty(QUERY);
        String epoch = context.getLocalProperty(EPOCH);
        // Outside a micro-batch, as in a batch job, every query execution takes the newest.
        Version version = query == null || epoch == null ? live.newest() : live.pin(query, Long.parseLong(epoch));
        context.setLocalProperty(
                LiveRegistry.PROPERTY, LiveRegistry.carrier(live).text(context, version, live.inUse()));
        return version;
    }

    private PartialFunction<Expression, Expression> literals(RunLive live, Version version) {
        return new AbstractPartialFunction<>() {
            @Override
            public boolean isDefinedAt(Expression expression) {
                return expression instanceof LiveExpression || isContains(expression);
            }

            @Override
            @SuppressWarnings("unchecked")
            public <A extends Expression, B> B applyOrElse(A expression, Function1<A, B> otherwise) {
                if (expression instanceof LiveExpression found) {
                    return (B) valueOf(live, version, found.name());
                }
                return isContains(expression)
                        ? (B) contains(live, version, (ArrayContains) (Expression) expression)
                        : otherwise.apply(expression);
            }
        };
    }

    static boolean isContains(Expression expression) {
        return expression instanceof ArrayContains contains && contains.left() instanceof LiveExpression;
    }

    private Expression contains(RunLive live, Version version, ArrayContains contains) {
        Expression list = valueOf(live, version, ((LiveExpression) contains.left()).name());
        return LargeContains.of(list, contains.right());
    }

    private Expression valueOf(RunLive live, Version version, String name) {
        LiveType type = live.type(name);
        if (type == null) {
            throw new IllegalStateException("live('" + name + "') is no live parameter of run " + live.run());
        }
        Expression large = LiveRegistry.carrier(live).column(session.sparkContext(), version, name, type, live.inUse());
        return large != null ? large : type.literal(version);
    }
}
