package io.mist.worker.live;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Which run a session belongs to, for the rule and the function that Spark itself makes for each session. It holds an
 * entry for every run that the worker hosts, and none on executors.
 */
public final class LiveRegistry {

    /** The session setting that names the run; a session that a query clones keeps it. */
    public static final String RUN = "spark.mist.run";

    /** The local property that carries the version to tasks: run, version and values, or where they are, as one JSON text. */
    static final String PROPERTY = "mist.live";

    /** The local property that says which version this thread has told its tasks outside of query executions. */
    private static final String READ = "mist.live.read";

    private static final Map<String, RunLive> RUNS = new ConcurrentHashMap<>();

    private static final Map<String, RealTimeRun> REAL_TIME = new ConcurrentHashMap<>();
    private static final Map<String, LiveCarrier> CARRIERS = new ConcurrentHashMap<>();

    private LiveRegistry() {}

    public static void add(RunLive live) {
        CARRIERS.put(live.run(), new LiveCarrier(live.run()));
        RUNS.put(live.run(), live);
    }

    /** @param realTime how its plans are made in real-time mode */
    public static void add(RunLive live, RealTimeRun realTime) {
        REAL_TIME.put(live.run(), realTime);
        add(live);
    }

    static @Nullable RealTimeRun realTime(String run) {
        return REAL_TIME.get(run);
    }

    public static void remove(String run) {
        RUNS.remove(run);
        REAL_TIME.remove(run);
        LiveCarrier carrier = CARRIERS.remove(run);
        if (carrier != null) {
            carrier.close();
        }
    }

    /** What brings a run's versions to tasks. */
    static LiveCarrier carrier(RunLive live) {
        LiveCarrier carrier = CARRIERS.get(live.run());
        if (carrier == null) {
            throw new IllegalStateException("run " + live.run() + " has ended");
        }
        return carrier;
    }

    static @Nullable RunLive of(String run) {
        return RUNS.get(run);
    }

    static @Nullable RunLive of(SparkSession session) {
        String run = session.conf().get(RUN, "");
        return run.isEmpty() ? null : RUNS.get(run);
    }

    /** On a stream's thread, as in foreachBatch, the version that its query sees; null elsewhere on the driver. */
    static @Nullable Version seenOnStreamThread(SparkSession session, RunLive live) {
        SparkContext context = session.sparkContext();
        String query = context.getLocalProperty(LiveRule.QUERY);
        return query == null || context.getLocalProperty(LiveRule.EPOCH) == null ? null : live.seenBy(query);
    }

    /** Tells the tasks that this thread starts the newest values, until a query execution tells them better. */
    public static void tellTasks(SparkContext context, RunLive live) {
        tellTasks(context, live, live.newest());
    }

    private static void tellTasks(SparkContext context, RunLive live, Version version) {
        context.setLocalProperty(PROPERTY, carrier(live).text(context, version, live.inUse()));
        context.setLocalProperty(READ, named(live, version));
    }

    /** A thread may work for one run after the other. */
    private static String named(RunLive live, Version version) {
        return live.run() + " " + version.number();
    }

    /**
     * The newest version, which a job reads on the driver outside of micro-batches. The Spark jobs that this thread submits
     * from now on see it too: so a task never sees less than the driver that started it.
     */
    static Version read(RunLive live) {
        Version version = live.read();
        if (TaskContext.get() == null && SparkSession.getActiveSession().isDefined()) {
            SparkContext context = SparkSession.active().sparkContext();
            if (!named(live, version).equals(context.getLocalProperty(READ))) {
                tellTasks(context, live, version);
            }
        }
        return version;
    }
}
