package io.mist.worker.live;

import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.ArrayContains;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import scala.PartialFunction;

/**
 * Gives every micro-batch one version of the run's live values. Spark plans each batch anew on the stream's thread;
 * there this rule pins the version, puts literals in the place of live parameters, and sets the local property that
 * travels with every task of the batch.
 */
final class LiveRule extends Rule<LogicalPlan> {

    static final String QUERY = "sql.streaming.queryId";
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
        RealTimeRun realTime = LiveRegistry.realTime(live.run());
        String query = session.sparkContext().getLocalProperty(QUERY);
        if (realTime != null && query != null && RealTimePlan.is(plan)) {
            // One batch lasts for minutes and sees version after version: there is none to pin.
            tell(live, live.newest());
            return RealTimePlan.of(plan, live, realTime, realTime.name(query));
        }
        Version version = versionHere(live);
        tell(live, version);
        return StableShape.of((LogicalPlan) plan.transformAllExpressionsWithSubqueries(literals(live, version)));
    }

    private Version versionHere(RunLive live) {
        SparkContext context = session.sparkContext();
        String query = context.getLocalProperty(QUERY);
        String epoch = context.getLocalProperty(EPOCH);
        Version ofBatch = LiveBatch.version(live.run());
        if (ofBatch != null) {
            return ofBatch;
        }
        // Outside a micro-batch, as in a batch job, every query execution takes the newest.
        return query == null || epoch == null || live.names().isEmpty()
                ? live.read()
                : live.pin(
                        query,
                        Long.parseLong(epoch),
                        () -> LiveQuery.active(session, query)
                                .requireEpochs(live)
                                .pinLog(live.run()));
    }

    private void tell(RunLive live, Version version) {
        SparkContext context = session.sparkContext();
        context.setLocalProperty(
                LiveRegistry.PROPERTY, LiveRegistry.carrier(live).text(context, version, live.inUse()));
    }

    private PartialFunction<Expression, Expression> literals(RunLive live, Version version) {
        return Replacing.where(
                found -> found instanceof LiveExpression || isContains(found),
                found -> found instanceof LiveExpression parameter
                        ? valueOf(live, version, parameter.name())
                        : contains(live, version, (ArrayContains) found));
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
