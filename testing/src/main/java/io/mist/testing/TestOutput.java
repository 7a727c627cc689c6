package io.mist.testing;

import io.mist.api.BatchFunction;
import io.mist.api.Output;
import io.mist.api.internal.OutputModes;
import java.io.Serial;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.jspecify.annotations.Nullable;

/**
 * An output channel that keeps the messages of a job in memory, as values of the job's own type. Columns are checked as in a
 * run. It is stricter in one respect: rows become records here, so the record's constructor checks them.
 *
 * <p>Safe for any thread. {@code send} works in the tasks of a local Spark too, and adds to the same messages. The channel
 * holds up to {@value #MOST_MESSAGES} messages; the query that would add one more fails.
 *
 * @param <T> the message
 */
public final class TestOutput<T> implements Output<T> {

    /** The maximum number of messages of one output. */
    public static final int MOST_MESSAGES = 1_000_000;

    @Serial
    private static final long serialVersionUID = 1L;

    /** How often a wait checks whether its query has failed; a failure notifies no waiter. */
    private static final long LOOK_MILLIS = 50;

    private static final int SHOWN = 10;

    /** The outputs of this JVM, for copies in tasks. */
    private static final Map<String, WeakReference<TestOutput<?>>> OUTPUTS = new ConcurrentHashMap<>();

    private final String id = UUID.randomUUID().toString();

    /** Null in a copy in a task of another JVM. */
    private final transient @Nullable Kept<T> kept;

    private TestOutput(Kept<T> kept) {
        this.kept = kept;
    }

    /** In the tasks of a local Spark a copy is the output itself. */
    @Serial
    private Object readResolve() {
        WeakReference<TestOutput<?>> known = OUTPUTS.get(id);
        TestOutput<?> here = known == null ? null : known.get();
        return here == null ? this : here;
    }

    /**
     * An empty channel.
     *
     * @param type the message: a record, or the class of a single value such as {@code String.class} or {@code
     *     Long.class}
     */
    public static <T> TestOutput<T> of(Class<T> type) {
        return of(type, table -> RowReader.of(type, table.schema()));
    }

    /**
     * An empty channel, from Scala: {@code TestOutput.of(Encoders.product[Alert])}.
     *
     * @param type the message: a case class, or a single value such as that of {@code Encoders.scalaLong}
     */
    @SuppressWarnings("unchecked")
    public static <T> TestOutput<T> of(Encoder<T> type) {
        Class<?> message =
                MethodType.methodType(type.clsTag().runtimeClass()).wrap().returnType();
        return of((Class<T>) message, table -> EncodedReader.of(type, table));
    }

    private static <T> TestOutput<T> of(Class<T> type, Function<Dataset<Row>, MessageReader<T>> reader) {
        TestOutput<T> made = new TestOutput<>(new Kept<>(type, reader));
        OUTPUTS.values().removeIf(each -> each.get() == null);
        OUTPUTS.put(made.id, new WeakReference<>(made));
        return made;
    }

    @Override
    public StreamingQuery sendAll(Dataset<?> rows) {
        Kept<T> messages = inThisJvm();
        Dataset<Row> table = streaming(rows).toDF();
        MessageReader<T> reader = messages.reader.apply(table);
        return start(table, (batch, epoch) -> messages.add(reader.read(batch)));
    }

    @Override
    public <R> StreamingQuery sendBatches(Dataset<R> rows, BatchFunction<R, T> function) {
        Kept<T> messages = inThisJvm();
        return start(streaming(rows), (batch, epoch) -> messages.add(function.apply(batch, epoch)));
    }

    @Override
    public void send(T message) {
        inThisJvm().add(List.of(message));
    }

    /** Returns all messages so far, in the order of publication. */
    public List<T> messages() {
        return inThisJvm().messages();
    }

    /** Forgets the messages so far. */
    public void clear() {
        inThisJvm().clear();
    }

    /**
     * Waits until there are {@code count} messages. If the test feeds the source itself, {@code
     * query.processAllAvailable()} is the better choice, since no message can come after it.
     *
     * @return all messages, which may be more
     * @throws AssertionError if there are fewer at the time-out, or if a query of this output has failed
     */
    public List<T> awaitMessages(int count, Duration atMost) throws InterruptedException {
        return inThisJvm().await(count, atMost);
    }

    private <R> StreamingQuery start(Dataset<R> rows, VoidFunction2<Dataset<R>, Long> epoch) {
        try {
            // Without a checkpoint of its own Spark makes one, and deletes it when the query stops.
            StreamingQuery query = rows.writeStream()
                    .outputMode(OutputModes.of(rows))
                    .foreachBatch(epoch)
                    .start();
            inThisJvm().queries.add(query);
            return query;
        } catch (TimeoutException e) {
            throw new IllegalStateException("the query did not start in time", e);
        }
    }

    private static <R> Dataset<R> streaming(Dataset<R> rows) {
        if (!rows.isStreaming()) {
            throw new IllegalArgumentException("the Dataset is not streaming (expected: one that begins with"
                    + " spark.readStream()); publish the rows of a batch with send");
        }
        return rows;
    }

    private Kept<T> inThisJvm() {
        if (kept == null) {
            throw new IllegalStateException(
                    "the output was used in a task of another JVM (expected: a Spark whose master"
                            + " is local, as TestSpark has)");
        }
        return kept;
    }

    /** The messages, and the queries that publish them. */
    private static final class Kept<T> {

        private final Class<T> type;
        private final Function<Dataset<Row>, MessageReader<T>> reader;
        private final List<StreamingQuery> queries = new CopyOnWriteArrayList<>();
        private final List<T> messages = new ArrayList<>();

        Kept(Class<T> type, Function<Dataset<Row>, MessageReader<T>> reader) {
            this.type = type;
            this.reader = reader;
        }

        /** Adds all messages of a micro-batch, or none. */
        synchronized void add(List<T> more) {
            more.forEach(this::check);
            if (more.size() > MOST_MESSAGES - messages.size()) {
                throw new IllegalStateException(
                        "more than " + MOST_MESSAGES + " messages; test with less, or clear() the output in between");
            }
            messages.addAll(more);
            notifyAll();
        }

        private void check(@Nullable T message) {
            if (!type.isInstance(message)) {
                throw new IllegalArgumentException(
                        message + " (expected: a message of " + type.getName() + ", as the output was made for)");
            }
        }

        synchronized List<T> messages() {
            return List.copyOf(messages);
        }

        synchronized void clear() {
            messages.clear();
        }

        synchronized List<T> await(int count, Duration atMost) throws InterruptedException {
            long end = System.nanoTime() + atMost.toNanos();
            while (messages.size() < count) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError(missing(count) + " after " + atMost);
                }
                failIfQueryFailed(count);
                wait(Math.min(left, LOOK_MILLIS));
            }
            return List.copyOf(messages);
        }

        private void failIfQueryFailed(int count) {
            for (StreamingQuery query : queries) {
                if (query.exception().isDefined()) {
                    throw new AssertionError(
                            missing(count) + "; the query has failed",
                            query.exception().get());
                }
            }
        }

        private String missing(int count) {
            String shown = messages.size() <= SHOWN
                    ? messages.toString()
                    : messages.subList(0, SHOWN) + " and " + (messages.size() - SHOWN) + " more";
            return "expected " + count + " messages but there are " + messages.size() + ": " + shown;
        }
    }
}
