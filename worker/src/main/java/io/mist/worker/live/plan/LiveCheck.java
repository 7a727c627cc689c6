package io.mist.worker.live.plan;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import io.mist.protocol.ErrorKind;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.worker.hosted.HostedRuns;
import io.mist.worker.live.version.RunLive;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.catalyst.streaming.WriteToStreamStatement;
import org.apache.spark.sql.execution.streaming.ContinuousTrigger;

/**
 * Rejects a query, when it is started, that would mix versions of live values in what it keeps from epoch to epoch, or
 * that does not run in epochs.
 */
public final class LiveCheck extends Rule<LogicalPlan> {

    static final String CODE = "live-not-allowed";

    private final SparkSession session;

    public LiveCheck(SparkSession session) {
        this.session = session;
    }

    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        RunLive live = plan instanceof WriteToStreamStatement ? HostedRuns.find(session, RunLive.class) : null;
        if (live != null && !live.names().isEmpty()) {
            check((WriteToStreamStatement) plan, live);
        }
        return plan;
    }

    private static void check(WriteToStreamStatement query, RunLive live) {
        if (query.trigger() instanceof ContinuousTrigger) {
            throw rejection(live, "continuous processing", "Trigger.Continuous", "Trigger.ProcessingTime");
        }
        List<Problem> problems = new ArrayList<>();
        find(query.inputQuery(), new LiveColumns(), problems);
        if (!problems.isEmpty()) {
            throw MistException.of(
                    ErrorKind.JOB,
                    CODE,
                    "a live value stands where Spark keeps state by it, and would no longer find that after a change; "
                            + String.join(
                                    "; ",
                                    problems.stream().map(Problem::toString).toList()),
                    problems);
        }
    }

    /** A query whose epochs have no beginning that is written down, or none at all. */
    public static MistException rejection(RunLive live, String what, String setting, String instead) {
        return MistException.job(
                CODE,
                "a query with " + what + " cannot keep one version of the live values " + live.names()
                        + " per epoch (expected: no " + setting + ", as with " + instead
                        + "). Take that off, or make the live values parameters");
    }

    private static void find(LogicalPlan plan, LiveColumns columns, List<Problem> problems) {
        asJava(plan.children()).forEach(child -> find(child, columns, problems));
        columns.add(plan);
        for (KeptState.Keys keys : KeptState.keys(plan)) {
            for (Expression expression : keys.expressions()) {
                String name = columns.in(expression);
                if (name != null) {
                    problems.add(new Problem(
                            name,
                            keys.place() + " is computed with it: " + expression.sql() + " (expected: there, what does"
                                    + " not change). Instead, " + keys.instead()));
                }
            }
        }
    }
}
