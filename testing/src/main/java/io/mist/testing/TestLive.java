package io.mist.testing;

import io.mist.api.Live;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * A live parameter that a test changes. As in a run, a micro-batch sees one version from its first record to its last,
 * and a change takes effect with the next one; so call {@code query.processAllAvailable()} before {@link #set} to know
 * which lines see which value. A batch of {@link TestStreams} sees one version too. Each {@code TestLive} counts its versions by
 * itself, where a run's live parameters have one version together.
 *
 * <p>Safe for any thread. It works in Spark's local mode only, because tasks read it from this process's memory.
 *
 * @param <T> any value a contract may hold
 */
public final class TestLive<T> implements Live<T> {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final String QUERY = "sql.streaming.queryId";
    private static final String EPOCH = "streaming.sql.batchId";
    private static final Cleaner CLEANER = Cleaner.create();

    /** Where the copy in a task finds the original of the test; an entry is removed with its value. */
    private static final Map<String, WeakReference<TestLive<?>>> LIVES = new ConcurrentHashMap<>();

    private final String id;
    private transient volatile Version<T> newest;

    /** The version that the newest micro-batch of each query sees, and the newest batch of DStreams. */
    private final transient Map<String, Pin<T>> pins = new ConcurrentHashMap<>();

    private record Version<T>(long number, T value) {}

    private record Pin<T>(long epoch, Version<T> version) {}

    private TestLive(T value) {
        this.id = UUID.randomUUID().toString();
        this.newest = new Version<>(1, value);
    }

    /** A live parameter with its first value, version 1. */
    public static <T> TestLive<T> of(T value) {
        TestLive<T> live = new TestLive<>(required(value));
        String id = live.id;
        LIVES.put(id, new WeakReference<>(live));
        CLEANER.register(live, () -> LIVES.remove(id));
        return live;
    }

    /**
     * Changes the value. Micro-batches that have read it already keep the value before.
     *
     * @return the new version
     */
    public synchronized long set(T value) {
        Version<T> version = new Version<>(newest.number + 1, required(value));
        newest = version;
        return version.number;
    }

    @Override
    public T get() {
        return here().value;
    }

    @Override
    public long version() {
        return here().number;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the value is no boolean, number, text, enum, {@code Instant}, {@code
     *     LocalDate}, {@code Duration}, or record of one of these; in a run other values have columns too
     */
    @Override
    public Column column() {
        return LiveColumn.of(this);
    }

    private Version<T> here() {
        String streams = property(CurrentBatch.STREAMS);
        Long batch = streams == null ? null : CurrentBatch.of(streams);
        if (streams != null && batch != null) {
            return pinned(streams, batch);
        }
        String query = property(QUERY);
        String epoch = property(EPOCH);
        return query == null || epoch == null ? newest : pinned(query, Long.parseLong(epoch));
    }

    private static @Nullable String property(String name) {
        TaskContext task = TaskContext.get();
        return task != null ? task.getLocalProperty(name) : onDriver(name);
    }

    /** Set on a stream's thread, as in foreachBatch. */
    private static @Nullable String onDriver(String property) {
        return SparkSession.getActiveSession().isDefined()
                ? SparkSession.active().sparkContext().getLocalProperty(property)
                : null;
    }

    private Version<T> pinned(String query, long epoch) {
        Pin<T> pin = pins.get(query);
        if (pin == null || pin.epoch < epoch) {
            pin = pins.compute(
                    query, (same, old) -> old != null && old.epoch >= epoch ? old : new Pin<>(epoch, newest));
        }
        return Objects.requireNonNull(pin).version;
    }

    private static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException("null (expected: a value, since a live parameter always has one)");
        }
        return value;
    }

    @Serial
    private Object readResolve() throws InvalidObjectException {
        WeakReference<TestLive<?>> found = LIVES.get(id);
        TestLive<?> live = found == null ? null : found.get();
        if (live == null) {
            throw new InvalidObjectException("a TestLive was read where it was not made (expected: the test's own"
                    + " process, as in Spark's local mode, while the test holds it)");
        }
        return live;
    }

    @Override
    public String toString() {
        Version<T> now = newest;
        return now.value + " (version " + now.number + ")";
    }
}
