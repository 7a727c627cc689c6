package io.mist.worker.live.carry;

import io.mist.worker.live.version.RunLive;
import io.mist.worker.live.version.Version;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.SparkSession;

/** Spark's local properties that say which version a thread and its tasks see: those of Spark, and those of Mist. */
public final class TaskProperties {

    /** The query that a stream's thread works for; Spark sets it. */
    public static final String QUERY = "sql.streaming.queryId";

    /** The micro-batch that a stream's thread works on; Spark sets it. */
    public static final String EPOCH = "streaming.sql.batchId";

    /** Run, version and values, or where the values are, as one JSON text. */
    public static final String LIVE = "mist.live";

    /** The version that this thread has given its tasks outside of query executions. */
    private static final String READ = "mist.live.read";

    private TaskProperties() {}

    /** The tasks that this thread starts from now on see this version. */
    public static void set(SparkContext context, RunLive live, LiveCarrier carrier, Version version) {
        context.setLocalProperty(LIVE, carrier.text(context, version, live.inUse()));
    }

    /** The same for what a job reads outside of query executions. */
    public static void setRead(SparkContext context, RunLive live, LiveCarrier carrier, Version version) {
        set(context, live, carrier, version);
        context.setLocalProperty(READ, readName(live, version));
    }

    /** A thread may work for one run after another. */
    private static String readName(RunLive live, Version version) {
        return live.run() + " " + version.number();
    }

    /**
     * The newest version, which a job reads on the driver outside of micro-batches. The Spark jobs that this thread submits
     * from now on see it too, so a task never sees less than the driver that started it.
     */
    public static Version read(RunLive live, LiveCarrier carrier) {
        Version version = live.read();
        if (TaskContext.get() == null && SparkSession.getActiveSession().isDefined()) {
            SparkContext context = SparkSession.active().sparkContext();
            if (!readName(live, version).equals(context.getLocalProperty(READ))) {
                setRead(context, live, carrier, version);
            }
        }
        return version;
    }
}
