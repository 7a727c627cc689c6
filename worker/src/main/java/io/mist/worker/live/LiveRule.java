package io.mist.worker.live;

import io.mist.protocol.Json;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
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
        Version version = versionHere(live);
        return StableShape.of((LogicalPlan) plan.transformAllExpressionsWithSubqueries(literals(live, version)));
    }

    private Version versionHere(RunLive live) {
        SparkContext context = session.sparkContext();
        String query = context.getLocalProperty(QUERY);
        String epoch = context.getLocalProperty(EPOCH);
        // Outside a micro-batch, as in a batch job, every query execution takes the newest.
        Version version = query == null || epoch == null || live.names().isEmpty()
                ? live.read()
                : live.pin(
                        query,
                        Long.parseLong(epoch),
                        () -> LiveQuery.active(session, query)
                                .requireEpochs(live)
                                .pinLog(live.run()));
        context.setLocalProperty(LiveRegistry.PROPERTY, property(live, version));
        return version;
    }

    static String property(RunLive live, Version version) {
        return Json.write(Json.MAPPER
                .createObjectNode()
                .put("run", live.run())
                .put("version", version.number())
                .set("values", version.values()));
    }

    private static PartialFunction<Expression, Expression> literals(RunLive live, Version version) {
        return new AbstractPartialFunction<>() {
            @Override
            public boolean isDefinedAt(Expression expression) {
                return expression instanceof LiveExpression;
            }

            @Override
            @SuppressWarnings("unchecked")
            public <A extends Expression, B> B applyOrElse(A expression, Function1<A, B> otherwise) {
                return expression instanceof LiveExpression found
                        ? (B) literal(live, version, found.name())
                        : otherwise.apply(expression);
            }
        };
    }

    private static Expression literal(RunLive live, Version version, String name) {
        LiveType type = live.type(name);
        if (type == null) {
            throw new IllegalStateException("live('" + name + "') is no live parameter of run " + live.run());
        }
        return type.literal(version);
    }
}
