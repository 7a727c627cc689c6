package io.mist.testing;

import io.mist.api.Input;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.encoders.RowEncoder;
import org.apache.spark.sql.execution.streaming.runtime.MemoryStream;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * An input channel that a test pushes to, for one query. After {@link #push}, {@code query.processAllAvailable()} returns when
 * the job has read the messages.
 *
 * @param <T> the message
 */
public final class TestInput<T> implements Input<T> {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Accepts values of java.time whatever the value of spark.sql.datetime.java8API.enabled. */
    private static final boolean LENIENT = true;

    /** Null in a task: only plans read inputs, and only tests push to them. */
    private final transient @Nullable Pushed<T, ?> pushed;

    private TestInput(Pushed<T, ?> pushed) {
        this.pushed = pushed;
    }

    /** A memory stream, the way of a message into it, and its rows as in a run. */
    private record Pushed<T, E>(MemoryStream<E> stream, Function<T, E> element, Dataset<Row> rows) {

        void push(List<T> messages) {
            List<E> made = new ArrayList<>();
            messages.forEach(message -> made.add(element.apply(message)));
            stream.addData(CollectionConverters.asScala(made).toSeq());
        }
    }

    /**
     * An input without messages.
     *
     * @param type the message: a record, or the class of a single value such as {@code String.class}
     * @param spark the session that the job gets too
     * @throws IllegalArgumentException if a contract may not hold the type
     */
    public static <T> TestInput<T> of(Class<T> type, SparkSession spark) {
        RowMaker maker = RowMaker.of(type);
        MemoryStream<Row> stream = MemoryStream.apply(RowEncoder.encoderFor(maker.columns(), LENIENT), spark);
        return new TestInput<>(new Pushed<>(stream, maker::row, stream.toDF()));
    }

    /**
     * An input without messages, from Scala: {@code TestInput.of(Encoders.product[Line], spark)}.
     *
     * @param type the message: a case class, or a single value such as that of {@code Encoders.STRING}
     * @param spark the session that the job gets too
     */
    public static <T> TestInput<T> of(Encoder<T> type, SparkSession spark) {
        MemoryStream<T> stream = MemoryStream.apply(type, spark);
        return new TestInput<>(new Pushed<>(stream, message -> message, MessageColumns.columns(stream.toDF())));
    }

    @Override
    public Dataset<Row> stream() {
        return onDriver().rows();
    }

    /** Pushes messages, which are in the same micro-batch if the query is not reading yet. */
    @SafeVarargs
    public final void push(T... messages) {
        push(List.of(messages));
    }

    /** As {@link #push(Object[])}. */
    public void push(List<T> messages) {
        onDriver().push(messages);
    }

    private Pushed<T, ?> onDriver() {
        if (pushed == null) {
            throw new IllegalStateException("the input was used in a task on an executor (expected: driver code)");
        }
        return pushed;
    }
}
