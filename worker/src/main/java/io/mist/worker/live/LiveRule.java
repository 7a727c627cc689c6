package io.mist.worker.live;

import io.mist.worker.hosted.HostedRuns;
import io.mist.worker.live.carry.LiveCarrier;
import io.mist.worker.live.carry.TaskProperties;
import io.mist.worker.live.plan.BatchVersion;
import io.mist.worker.live.plan.LiveForms;
import io.mist.worker.live.plan.LiveSubstitution;
import io.mist.worker.live.plan.StableShape;
import io.mist.worker.live.realtime.RealTimePlan;
import io.mist.worker.live.realtime.RealTimeRun;
import io.mist.worker.live.version.RunLive;
import io.mist.worker.live.version.Version;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;

/**
 * Gives every micro-batch one version of the run's live values. Spark plans each batch from scratch on the stream's
 * thread; there this rule pins the version, puts values in the place of live parameters, and sets the local property that
 * travels with every task of the batch.
 */
final class LiveRule extends Rule<LogicalPlan> {

    private final SparkSession session;

    LiveRule(SparkSession session) {
        this.session = session;
    }

    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        RunLive live = HostedRuns.find(session, RunLive.class);
        if (live == null) {
            return plan;
        }
        RealTimeRun realTime = HostedRuns.find(live.run(), RealTimeRun.class);
        String query = session.sparkContext().getLocalProperty(TaskProperties.QUERY);
        LiveForms forms = HostedRuns.require(live.run(), LiveForms.class);
        if (realTime != null && query != null && RealTimePlan.is(plan)) {
            // One batch lasts for minutes and sees version after version: there is none to pin.
            show(live, live.newest());
            return RealTimePlan.of(plan, live, forms, realTime, realTime.name(query));
        }
        Version version = versionHere(live);
        BatchVersion batch = show(live, version);
        return StableShape.of(
                LiveSubstitution.in(plan, name -> forms.require(name).inBatch(name, batch)));
    }

    private Version versionHere(RunLive live) {
        SparkContext context = session.sparkContext();
        String query = context.getLocalProperty(TaskProperties.QUERY);
        String epoch = context.getLocalProperty(TaskProperties.EPOCH);
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

    /** Sets the local property that travels with every task. */
    private BatchVersion show(RunLive live, Version version) {
        LiveCarrier carrier = LiveParts.carrier(live);
        TaskProperties.set(session.sparkContext(), live, carrier, version);
        return new BatchVersion(session.sparkContext(), live, carrier, version);
    }
}
