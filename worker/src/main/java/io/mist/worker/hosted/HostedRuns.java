package io.mist.worker.hosted;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkContext$;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * The runs that this driver hosts, by their ids. The entrance is static because Spark instantiates rules, sources, sinks
 * and listeners by the names of their classes and hands them only options: no constructor can pass them their run. On
 * executors it is empty. Safe for any thread.
 */
public final class HostedRuns {

    /** The session setting that names the run; a session that a query clones keeps it. */
    public static final String SESSION_SETTING = "spark.mist.run";

    /** The local property that names the run which a thread works for; tasks inherit it. */
    public static final String LOCAL_PROPERTY = "mist.run";

    private static final Map<String, RunParts> RUNS = new ConcurrentHashMap<>();

    private HostedRuns() {}

    /** @throws IllegalStateException if an attempt of the run is hosted already */
    public static RunParts begin(String run) {
        RunParts parts = new RunParts(ended -> RUNS.remove(run, ended));
        if (RUNS.putIfAbsent(run, parts) != null) {
            throw new IllegalStateException("run " + run + " is hosted already");
        }
        return parts;
    }

    /** A part of a run; null if this driver does not host the run, or the part has ended. */
    public static <T> @Nullable T find(String run, Class<T> kind) {
        RunParts parts = RUNS.get(run);
        return parts == null ? null : parts.find(kind);
    }

    /** A part of the run that the session belongs to; null if there is none. */
    public static <T> @Nullable T find(SparkSession session, Class<T> kind) {
        return find(session.conf().get(SESSION_SETTING, ""), kind);
    }

    /** A part of the run that this thread of the driver works for; null if there is none. */
    public static <T> @Nullable T findHere(Class<T> kind) {
        // SparkContext.getOrCreate() would try to make a context on an executor.
        Option<SparkContext> spark = SparkContext$.MODULE$.getActive();
        String run = spark.isEmpty() ? null : spark.get().getLocalProperty(LOCAL_PROPERTY);
        return run == null ? null : find(run, kind);
    }

    /** @throws IllegalStateException if the run has ended */
    public static <T> T require(String run, Class<T> kind) {
        T part = find(run, kind);
        if (part == null) {
            throw new IllegalStateException("run " + run + " is not hosted here: it has ended");
        }
        return part;
    }
}
