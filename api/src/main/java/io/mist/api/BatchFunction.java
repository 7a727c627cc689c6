package io.mist.api;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Dataset;

/**
 * Makes the messages of one micro-batch; runs on the driver.
 *
 * @param <R> the rows of the batch
 * @param <T> the message
 */
@FunctionalInterface
public interface BatchFunction<R, T> extends Serializable {

    /**
     * Called once per micro-batch, and again for one that is replayed after a failure.
     *
     * @param batch the rows, not streaming
     * @param epoch the micro-batch's id; the first is 0
     * @return the messages of this batch, in order; none if the list is empty
     */
    List<T> apply(Dataset<R> batch, long epoch) throws Exception;
}
