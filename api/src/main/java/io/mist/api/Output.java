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
     * at all, also after a crash. The trigger comes from the route and the checkpoint from the run.
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
     * Publishes one message now, from any driver code: a batch job half way through, {@code foreachBatch}. It returns
     * when the message is in the log. At least once: a job that is run again sends it again.
     *
     * @throws IllegalArgumentException if the message does not fit the channel's schema
     */
    void send(T message);
}
