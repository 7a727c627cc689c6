package io.mist.api;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/**
 * A job that starts streaming queries and runs until it is cancelled.
 *
 * @param <C> the contract: a record, or in Scala a case class
 */
public interface StreamJob<C> {

    /**
     * Starts the query and returns it without waiting for its end. Called once per attempt of a run. The run is
     * {@code RUNNING} while every query of its session runs. When one fails, the run is restarted from its checkpoint as
     * the route's {@code restart} says, and this method is called again, with the live values in effect.
     *
     * @param contract the validated parameters, live parameters and channels of this run
     * @param spark a session of this run's own, on the context's shared Spark application
     */
    StreamingQuery start(C contract, SparkSession spark) throws Exception;
}
