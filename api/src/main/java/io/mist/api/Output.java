package io.mist.api;

import java.io.Serializable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.streaming.StreamingQuery;

/**
 * An output channel: a named, typed, durable log of messages that clients read over every door.
 *
 * @param <T> the message: any value a contract may hold, usually a record
 */
public interface Output<T> extends Serializable {

    /**
     * Publishes every row of a stream, exactly once: the messages of a micro-batch are in the log all together or not
     * at all, also after a crash, a retried or a speculative task. Tasks bring them to the server themselves, so nothing
     * is collected on the driver. The trigger comes from the route and the checkpoint from the run.
     *
     * <p>Spark's output mode is chosen by the query: each row is one message; of an aggregation without a watermark a
     * micro-batch publishes the groups that have changed, and of a sorted one all groups. With a watermark a group is
     * published once, when it is final.
     *
     * <p>A row that does not fit {@code T}, such as a null where a field is not {@code Optional}, fails the micro-batch
     * with a message that names the output, the partition and the field.
     *
     * @param rows a streaming Dataset whose columns are the fields of {@code T} by name, or that has one column where
     *     {@code T} is a single value
     * @return the query, started
     * @throws IllegalArgumentException if a column is missing or of another type; the message names each
     */
    StreamingQuery sendAll(Dataset<?> rows);

    /**
     * Publishes what a function makes of every micro-batch, exactly once: for summaries, one message per batch rather
     * than one per row.
     *
     * @param rows a streaming Dataset
     * @return the query, started
     */
    <R> StreamingQuery sendBatches(Dataset<R> rows, BatchFunction<R, T> function);

    /**
     * Publishes one message now, from anywhere: a batch job half way through, {@code foreachBatch}, {@code
     * foreachPartition}, a lambda in a task, on any thread. It returns when the message is in the log. The messages of a
     * sender are in the log in the order in which they were sent; a sender is the driver, or one task.
     *
     * <p>At least once. A task that Spark runs again, because it failed or as a speculative copy, repeats the ids of its
     * messages by their number, and those that are in the log are dropped: so it should send the same messages in the
     * same order, else the first ones of the first try stay. A run that is restarted, and a micro-batch that is then
     * replayed, send their messages again under other ids.
     *
     * @throws IllegalArgumentException if the message does not fit the channel's schema
     */
    void send(T message);
}
