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
     * Returns the value. In a task (a lambda or UDF on an executor) and on a stream's thread it is the value of the
     * micro-batch. Elsewhere on the driver, as in a batch job, each call returns the newest value; the Spark jobs that the
     * thread submits afterwards see the same value until they end. Call it where the value is needed: a value kept in a
     * variable no longer changes.
     */
    T get();

    /** Returns the value of each micro-batch as a literal of its plan, so that Spark folds it and pushes it down. */
    Column column();

    /** Returns the version of the run's live values that {@link #get()} sees here; the first is 1. */
    long version();
}
