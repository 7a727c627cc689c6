package io.mist.worker.python;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A function of the job that makes messages of a micro-batch; Python implements it. */
@FunctionalInterface
public interface BatchFunction {

    /** @return the messages, as one JSON list */
    String apply(Dataset<Row> batch, long epoch);
}
