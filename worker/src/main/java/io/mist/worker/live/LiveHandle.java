package io.mist.worker.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.api.Live;
import io.mist.protocol.Json;
import io.mist.protocol.Problem;
import io.mist.worker.contract.ValueType;
import java.util.ArrayList;
import java.util.List;
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
    private final Class<?> contract;
    private final String name;
    // The last value this copy has made: a task asks for every record, a version changes seldom.
    private transient volatile @Nullable Made made;

    private record Made(long version, Object value) {}

    /** What a task is told about its micro-batch; the last text is kept, as all tasks of a batch carry the same. */
    private record Told(String text, String run, Version version) {}

    private static volatile @Nullable Told lastTold;

    public LiveHandle(String run, Class<?> contract, String name) {
        this.run = run;
        this.contract = contract;
        this.name = name;
    }

    @Override
    @SuppressWarnings("unchecked")
    public T get() {
        Version version = here(run);
        Made known = made;
        if (known == null || known.version != version.number()) {
            known = new Made(version.number(), value(version));
            made = known;
        }
        return (T) known.value;
    }

    private Object value(Version version) {
        List<Problem> problems = new ArrayList<>();
        Object value =
                ValueType.ofComponent(contract, name).fromJson(version.values().path(name), name, problems);
        if (value == null) {
            throw new IllegalStateException(
                    "version " + version.number() + " of the live values cannot be read: " + problems);
        }
        return value;
    }

    @Override
    public long version() {
        return here(run).number();
    }

    @Override
    public Column column() {
        return functions.call_function(LiveExtensions.FUNCTION, functions.lit(name));
    }

    /** The version of a run's live values on this thread, for what it publishes: to ask is not to read them. */
    public static long versionHere(String run) {
        return required(known(run, RunLive::lastRead), run).number();
    }

    /** As {@link #versionHere(String)}; where none is known, as on a thread that is no task's, the one given. */
    public static long versionHere(String run, long otherwise) {
        Version known = known(run, RunLive::lastRead);
        return known == null ? otherwise : known.number();
    }

    private static Version here(String run) {
        return required(known(run, LiveRegistry::read), run);
    }

    private static Version required(@Nullable Version known, String run) {
        if (known == null) {
            throw new IllegalStateException("a live parameter was asked for on an executor, in a task that "
                    + "belongs to no query of run " + run + "; call get() on the driver and pass the value on");
        }
        return known;
    }

    /** @param elsewhere what holds where no task and no stream's thread says which version it sees */
    private static @Nullable Version known(String run, Function<RunLive, Version> elsewhere) {
        TaskContext task = TaskContext.get();
        String text = task == null ? null : task.getLocalProperty(LiveRegistry.PROPERTY);
        if (text != null) {
            Told told = told(text);
            if (told.run.equals(run)) {
                return told.version;
            }
        }
        RunLive live = LiveRegistry.of(run);
        return live == null ? null : onDriver(live, elsewhere);
    }

    private static Version onDriver(RunLive live, Function<RunLive, Version> elsewhere) {
        Version seen = SparkSession.getActiveSession().isDefined()
                ? LiveRegistry.seenOnStreamThread(SparkSession.active(), live)
                : null;
        return seen == null ? elsewhere.apply(live) : seen;
    }

    private static Told told(String text) {
        Told told = lastTold;
        if (told == null || !told.text.equals(text)) {
            ObjectNode json = Json.parseObject(text);
            told = new Told(
                    text,
                    json.path("run").asText(),
                    new Version(json.path("version").asLong(), (ObjectNode) json.path("values")));
            lastTold = told;
        }
        return told;
    }

    @Override
    public String toString() {
        return "live parameter " + name;
    }
}
