package io.mist.api;

import java.io.Serializable;
import org.apache.spark.sql.Column;

/**
 * A live parameter: a typed value that clients change while the run runs. Every record of a micro-batch sees one
 * version of all live parameters of the run.
 *
 * @param <T> any value a contract may hold
 */
public interface Live<T> extends Serializable {

    /**
     * The value. In a task (a lambda or UDF on an executor) and on a stream's thread it is the one of the micro-batch;
     * elsewhere on the driver, as in a batch job, it is the newest, at each call; the Spark jobs that the thread submits
     * afterwards see it too, and keep it to their end. Call it where the value is needed: a value kept in a variable no
     * longer changes.
     */
    T get();

    /** The value of each micro-batch as a literal of that batch's plan, so that Spark folds it and pushes it down. */
    Column column();

    /** The version of the run's live values that {@link #get()} sees here; the first is 1. */
    long version();
}
