package io.mist.worker.live;

import io.mist.api.Live;
import io.mist.protocol.Json;
import io.mist.worker.contract.component.ContractTypes;
import io.mist.worker.hosted.HostedRuns;
import io.mist.worker.live.carry.TaskLiveValues;
import io.mist.worker.live.carry.TaskProperties;
import io.mist.worker.live.realtime.RealTimeTask;
import io.mist.worker.live.version.RunLive;
import io.mist.worker.live.version.Version;
import java.util.function.Function;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/** The {@link Live} that a job holds: it knows only names, so it travels to executors in lambdas. Further forms extend it. */
public class LiveHandle<T> implements Live<T> {

    private static final long serialVersionUID = 1L;

    private final String run;
    private final ContractTypes types;
    private final String name;
    // A task reads it for every record, and a version changes seldom.
    private transient volatile @Nullable Snapshot snapshot;

    private record Snapshot(long version, Object value) {}

    public LiveHandle(String run, ContractTypes types, String name) {
        this.run = run;
        this.types = types;
        this.name = name;
    }

    @Override
    @SuppressWarnings("unchecked")
    public T get() {
        View view = view(run);
        Snapshot known = snapshot;
        if (known == null || known.version != view.version().number()) {
            known = new Snapshot(view.version().number(), view.value(types, name));
            snapshot = known;
        }
        return (T) known.value;
    }

    @Override
    public long version() {
        return view(run).version().number();
    }

    @Override
    public Column column() {
        return functions.call_function(LiveExtensions.FUNCTION, functions.lit(name));
    }

    /** The version of a run's live values on this thread, for what it publishes: this does not count as reading them. */
    public static long versionHere(String run) {
        return required(known(run, RunLive::lastRead), run).version().number();
    }

    /** The same as {@link #versionHere(String)}, or the given one where none is known, as on a thread that is no task's. */
    public static long versionHere(String run, long otherwise) {
        View known = known(run, RunLive::lastRead);
        return known == null ? otherwise : known.version().number();
    }

    /** All live values of a run as {@link #get} sees them on this thread. */
    public static Version read(String run) {
        return view(run).version();
    }

    /**
     * All values of a version as JSON, for a task in another process, which knows the version and cannot fetch it.
     *
     * @param property the local property of the task
     */
    public static String valuesOf(String property) {
        return Json.write(TaskLiveValues.of(property).version().values());
    }

    private static View view(String run) {
        return required(known(run, LiveParts::read), run);
    }

    private static View required(@Nullable View known, String run) {
        if (known == null) {
            throw new IllegalStateException("a live parameter was asked for on an executor, in a task that "
                    + "belongs to no query of run " + run + "; call get() on the driver and pass the value on");
        }
        return known;
    }

    /** @param values those of the task; null on the driver outside of one */
    private record View(Version version, @Nullable TaskLiveValues values) {

        Object value(ContractTypes types, String name) {
            return values == null ? TaskLiveValues.valueIn(version, types, name) : values.value(types, name);
        }
    }

    /** @param elsewhere the version where neither a task nor a stream's thread has one */
    private static @Nullable View known(String run, Function<RunLive, Version> elsewhere) {
        TaskLiveValues now = RealTimeTask.values(run);
        if (now != null) {
            return new View(now.version(), now);
        }
        TaskContext task = TaskContext.get();
        String text = task == null ? null : task.getLocalProperty(TaskProperties.LIVE);
        if (text != null) {
            TaskLiveValues values = TaskLiveValues.of(text);
            if (values.run().equals(run)) {
                return new View(values.version(), values);
            }
        }
        Version ofBatch = LiveBatch.version(run);
        if (ofBatch != null) {
            return new View(ofBatch, null);
        }
        RunLive live = HostedRuns.find(run, RunLive.class);
        return live == null ? null : new View(onDriver(live, elsewhere), null);
    }

    private static Version onDriver(RunLive live, Function<RunLive, Version> elsewhere) {
        Version seen = SparkSession.getActiveSession().isDefined()
                ? onStreamThread(SparkSession.active().sparkContext(), live)
                : null;
        return seen == null ? elsewhere.apply(live) : seen;
    }

    /** On a stream's thread, as in foreachBatch, the version that its query sees; null elsewhere on the driver. */
    private static @Nullable Version onStreamThread(SparkContext context, RunLive live) {
        String query = context.getLocalProperty(TaskProperties.QUERY);
        return query == null || context.getLocalProperty(TaskProperties.EPOCH) == null ? null : live.seenBy(query);
    }

    @Override
    public String toString() {
        return "live parameter " + name;
    }
}
