package io.mist.worker.live;

import io.mist.api.Live;
import io.mist.protocol.Json;
import io.mist.worker.contract.component.ContractTypes;
import java.util.function.Function;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/** The {@link Live} that a job holds: it knows only names, so it travels to executors in lambdas. */
public final class LiveHandle<T> implements Live<T> {

    private static final long serialVersionUID = 1L;

    private final String run;
    private final ContractTypes types;
    private final String name;
    // The last value this copy has made: a task asks for every record, a version changes seldom.
    private transient volatile @Nullable Made made;

    private record Made(long version, Object value) {}

    public LiveHandle(String run, ContractTypes types, String name) {
        this.run = run;
        this.types = types;
        this.name = name;
    }

    @Override
    @SuppressWarnings("unchecked")
    public T get() {
        Here here = here(run);
        Made known = made;
        if (known == null || known.version != here.version().number()) {
            known = new Made(here.version().number(), here.value(types, name));
            made = known;
        }
        return (T) known.value;
    }

    @Override
    public long version() {
        return here(run).version().number();
    }

    @Override
    public Column column() {
        return functions.call_function(LiveExtensions.FUNCTION, functions.lit(name));
    }

    /** The version of a run's live values on this thread, for what it publishes: to ask is not to read them. */
    public static long versionHere(String run) {
        return required(known(run, RunLive::lastRead), run).version().number();
    }

    /** As {@link #versionHere(String)}; where none is known, as on a thread that is no task's, the one given. */
    public static long versionHere(String run, long otherwise) {
        Here known = known(run, RunLive::lastRead);
        return known == null ? otherwise : known.version().number();
    }

    /** All live values of a run as {@link #get} sees them on this thread. */
    public static Version read(String run) {
        return here(run).version();
    }

    /**
     * All values of a version as JSON, for a task in another process, which was told of the version and cannot fetch it.
     *
     * @param told what the task was told, a local property
     */
    public static String valuesOf(String told) {
        return Json.write(Told.of(told).version().values());
    }

    private static Here here(String run) {
        return required(known(run, LiveRegistry::read), run);
    }

    private static Here required(@Nullable Here known, String run) {
        if (known == null) {
            throw new IllegalStateException("a live parameter was asked for on an executor, in a task that "
                    + "belongs to no query of run " + run + "; call get() on the driver and pass the value on");
        }
        return known;
    }

    /** @param told what a task was told of the version; null on the driver outside of one */
    private record Here(Version version, @Nullable Told told) {

        Object value(ContractTypes types, String name) {
            return told == null ? Told.valueIn(version, types, name) : told.value(types, name);
        }
    }

    /** @param elsewhere what holds where no task and no stream's thread says which version it sees */
    private static @Nullable Here known(String run, Function<RunLive, Version> elsewhere) {
        Told now = RealTimeTask.told(run);
        if (now != null) {
            return new Here(now.version(), now);
        }
        TaskContext task = TaskContext.get();
        String text = task == null ? null : task.getLocalProperty(LiveRegistry.PROPERTY);
        if (text != null) {
            Told told = Told.of(text);
            if (told.run().equals(run)) {
                return new Here(told.version(), told);
            }
        }
        Version ofBatch = LiveBatch.version(run);
        if (ofBatch != null) {
            return new Here(ofBatch, null);
        }
        RunLive live = LiveRegistry.of(run);
        return live == null ? null : new Here(onDriver(live, elsewhere), null);
    }

    private static Version onDriver(RunLive live, Function<RunLive, Version> elsewhere) {
        Version seen = SparkSession.getActiveSession().isDefined()
                ? LiveRegistry.seenOnStreamThread(SparkSession.active(), live)
                : null;
        return seen == null ? elsewhere.apply(live) : seen;
    }

    @Override
    public String toString() {
        return "live parameter " + name;
    }
}
