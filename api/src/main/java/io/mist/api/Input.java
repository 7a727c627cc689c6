package io.mist.api;

import java.io.Serializable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * An input channel: a named, typed, durable log of messages that clients push over every door. It replays: a micro-batch
 * that is run again reads the same messages.
 *
 * @param <T> the message: any value a contract may hold, usually a record
 */
public interface Input<T> extends Serializable {

    /**
     * What clients push, from the end of the log at the run's first start on, and later from where the query left off.
     * How much a micro-batch takes at most is set by the route ({@code inputs.<channel>.max-rows-per-batch}).
     *
     * @return a streaming Dataset whose columns are the fields of {@code T}, or the one column {@code value} where
     *     {@code T} is a single value
     */
    Dataset<Row> stream();
}
