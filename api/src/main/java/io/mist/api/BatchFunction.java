package io.mist.api;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Dataset;

/**
 * Makes the messages of one micro-batch, on the driver.
 *
 * @param <R> the rows of the batch
 * @param <T> the message
 */
@FunctionalInterface
public interface BatchFunction<R, T> extends Serializable {

    /**
     * Returns the messages of one micro-batch. Called once per micro-batch, and again for a replay after a failure.
     *
     * @param batch the rows, not streaming
     * @param epoch the micro-batch's id; the first is 0
     * @return in the order in which they are published; an empty list publishes nothing
     */
    List<T> apply(Dataset<R> batch, long epoch) throws Exception;
}
