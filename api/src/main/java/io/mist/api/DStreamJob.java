package io.mist.api;

import org.apache.spark.streaming.api.java.JavaStreamingContext;

/**
 * A job of DStreams, Spark's older streams, that runs until it is cancelled. A worker has one streaming context at a time.
 *
 * <p>In {@code transform} and {@code foreachRDD}, and in the tasks that they start, {@link Live#get()} returns one version for
 * each batch time. {@link Output#send} publishes in {@code foreachRDD} and in tasks.
 *
 * @param <C> the contract, a record or a case class
 */
public interface DStreamJob<C> {

    /**
     * Defines the streams and their outputs; Mist starts the context afterwards, and stops it. Called once per attempt of a
     * run, except for an attempt that resumes from a checkpoint: it has the streams of the attempt before.
     *
     * @param contract the validated parameters, live parameters and channels of this run
     * @param streaming not started; its batch interval is the {@code streaming-duration} of the route's context, and its
     *     Spark context is the one that the context's runs share. in Scala it is {@code streaming.ssc}
     */
    void define(C contract, JavaStreamingContext streaming) throws Exception;

    /**
     * Whether the streams are kept in a checkpoint, in the run's own directory. A restarted run then resumes from it: batches
     * that had not ended run again, each with the version of the live values that it had. Everything that the streams'
     * functions hold must be serializable, and {@code queueStream} cannot be used. By default there is no checkpoint, and a
     * restarted run begins from scratch.
     */
    default boolean isCheckpointed() {
        return false;
    }
}
