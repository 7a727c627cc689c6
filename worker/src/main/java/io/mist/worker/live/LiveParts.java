package io.mist.worker.live;

import io.mist.worker.hosted.HostedRuns;
import io.mist.worker.hosted.RunParts;
import io.mist.worker.live.carry.LiveCarrier;
import io.mist.worker.live.carry.TaskProperties;
import io.mist.worker.live.plan.LiveForms;
import io.mist.worker.live.realtime.RealTimeRun;
import io.mist.worker.live.version.RunLive;
import io.mist.worker.live.version.Version;
import org.apache.spark.SparkContext;

/** The parts that a run has on its driver for its live values, which plans and tasks find by the run's id. */
public final class LiveParts {

    private LiveParts() {}

    /** From now on plans and tasks of the run see its live values. */
    public static void add(RunParts parts, RunLive live, LiveForms forms) {
        LiveCarrier carrier = new LiveCarrier(live.run());
        parts.add(LiveCarrier.class, carrier, carrier::close);
        parts.add(LiveForms.class, forms);
        parts.add(RunLive.class, live);
    }

    /** @param realTime how the run's plans are made in real-time mode */
    public static void add(RunParts parts, RunLive live, LiveForms forms, RealTimeRun realTime) {
        parts.add(RealTimeRun.class, realTime);
        add(parts, live, forms);
    }

    /** The tasks that this thread starts see the newest values, until a query execution has a version of its own. */
    public static void showTasks(SparkContext context, RunLive live) {
        TaskProperties.setRead(context, live, carrier(live), live.newest());
    }

    static LiveCarrier carrier(RunLive live) {
        return HostedRuns.require(live.run(), LiveCarrier.class);
    }

    /** What a job reads on the driver outside of micro-batches. */
    static Version read(RunLive live) {
        return TaskProperties.read(live, carrier(live));
    }
}
