package io.mist.worker.live;

import io.mist.worker.live.carry.TaskProperties;
import io.mist.worker.live.version.PinLog;
import io.mist.worker.live.version.RunLive;
import io.mist.worker.live.version.Version;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.internal.SQLConf;
import org.jspecify.annotations.Nullable;

/**
 * The version of a run's live values in one batch of DStreams. The threads that make the batch and run its jobs see it, those
 * that they start too, and so do their tasks. Its epoch is the batch's time in milliseconds.
 */
public final class LiveBatch {

    /** The name by which the streams of a run are known, as a query's. */
    public static final String QUERY = "dstream";

    private static final InheritableThreadLocal<LiveBatch> HERE = new InheritableThreadLocal<>();

    private final SparkContext spark;
    private final RunLive live;
    private final Version version;

    private LiveBatch(SparkContext spark, RunLive live, Version version) {
        this.spark = spark;
        this.live = live;
        this.version = version;
    }

    /**
     * Begins a batch that is made, or made again: its version is durable when this returns.
     *
     * @param checkpoint where the streams' checkpoint is, or would be
     * @param oldestPending the time of the oldest batch that may have to be made again
     */
    public static LiveBatch begin(
            SparkContext spark, RunLive live, long time, Path checkpoint, LongSupplier oldestPending) {
        if (live.names().isEmpty()) {
            return new LiveBatch(spark, live, live.newest());
        }
        Version version = live.pin(
                QUERY,
                time,
                () -> PinLog.open(checkpoint, spark.hadoopConfiguration(), live.run(), retained(spark), oldestPending));
        live.begun(time, version, Math.min(time, oldestPending.getAsLong()));
        return new LiveBatch(spark, live, version);
    }

    private static int retained(SparkContext spark) {
        var setting = SQLConf.MIN_BATCHES_TO_RETAIN();
        return spark.conf().getInt(setting.key(), (int) setting.defaultValue().get());
    }

    /** The version of the batch that this thread works for; null elsewhere. */
    static @Nullable Version version(String run) {
        LiveBatch here = TaskContext.get() == null ? HERE.get() : null;
        return here != null && here.live.run().equals(run) ? here.version : null;
    }

    /** Runs the body for this batch. */
    public <T extends @Nullable Object> T call(Callable<T> body) throws Exception {
        LiveBatch before = HERE.get();
        String shown = spark.getLocalProperty(TaskProperties.LIVE);
        HERE.set(this);
        TaskProperties.set(spark, live, LiveParts.carrier(live), version);
        try {
            return body.call();
        } finally {
            spark.setLocalProperty(TaskProperties.LIVE, shown);
            if (before == null) {
                HERE.remove();
            } else {
                HERE.set(before);
            }
        }
    }
}
