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
     * Publishes every row of a stream, exactly once: the log holds all messages of a micro-batch or none, even after a crash
     * or a retried or speculative task. Tasks send them to the server themselves, so nothing is collected on the driver. The
     * route sets the trigger, and the run the checkpoint.
     *
     * <p>The query decides Spark's output mode. Each row is one message; an aggregation without a watermark publishes in each
     * micro-batch the groups that have changed, a sorted one all groups. With a watermark a group is published once, when it
     * is final.
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
     * Publishes the messages that a function makes from each micro-batch, exactly once: for summaries, with one message per
     * batch rather than one per row.
     *
     * @param rows a streaming Dataset
     * @return the query, started
     */
    <R> StreamingQuery sendBatches(Dataset<R> rows, BatchFunction<R, T> function);

    /**
     * Publishes one message now, from anywhere: a batch job half way through, {@code foreachBatch}, {@code
     * foreachPartition}, a lambda in a task, on any thread. It returns when the message is in the log. The log keeps the
     * order in which a sender sent its messages; a sender is the driver, or one task.
     *
     * <p>Delivery is at least once. A task that Spark runs again, after a failure or as a speculative copy, repeats the ids of
     * its messages, which count them, and the log drops the ids that it holds. So a task should send the same messages in the
     * same order; otherwise the messages of its first attempt stay. A restarted run, and the micro-batches that it replays,
     * send their messages again under other ids.
     *
     * @throws IllegalArgumentException if the message does not fit the channel's schema
     */
    void send(T message);
}
