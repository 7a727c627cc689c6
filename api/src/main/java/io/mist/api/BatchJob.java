package io.mist.api;

import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * A job that ends by itself and returns a result.
 *
 * @param <C> the contract: a record, or in Scala a case class
 * @param <R> the result: any value a contract may hold; {@code Void} for none
 */
public interface BatchJob<C, R extends @Nullable Object> {

    /**
     * Runs the job to its end. Called once per run. An exception ends the run as {@code FAILED} and reaches the caller as the
     * reason.
     *
     * @param contract the validated parameters, live parameters and channels of this run
     * @param spark a session of this run's own, on the context's shared Spark application
     */
    R run(C contract, SparkSession spark) throws Exception;
}
