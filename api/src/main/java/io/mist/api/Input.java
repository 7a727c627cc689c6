package io.mist.api;

import java.io.Serializable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * An input channel: a named, typed, durable log of messages that clients push over every door. A micro-batch that is replayed
 * reads the same messages again.
 *
 * @param <T> the message: any value a contract may hold, usually a record
 */
public interface Input<T> extends Serializable {

    /**
     * Returns the messages that clients push. The first start of a run reads from the end of the log; a restart resumes where
     * the query left off. The route sets the maximum per micro-batch ({@code inputs.<channel>.max-rows-per-batch}).
     *
     * @return a streaming Dataset whose columns are the fields of {@code T}, or the one column {@code value} where
     *     {@code T} is a single value
     */
    Dataset<Row> stream();
}
