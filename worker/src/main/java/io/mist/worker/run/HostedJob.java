package io.mist.worker.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.JobKind;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.worker.contract.component.ContractTypes;
import io.mist.worker.contract.component.LiveComponent;
import java.util.List;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.jspecify.annotations.Nullable;

/**
 * The job of one run, in any language. Its methods are called on the run's thread in the order in which
 * they stand here, but for {@link #checkLive} and {@link #interrupt}, which any thread may call at any time.
 */
interface HostedJob extends AutoCloseable {

    JobKind kind();

    /** The types of its contract's components. */
    ContractTypes types();

    List<LiveComponent> live();

    /**
     * @param values all live values
     * @return what is wrong with them, by the contract and by what the job itself checks; none if they are valid
     */
    List<Problem> checkLive(ObjectNode values);

    /**
     * Makes what the job needs.
     *
     * @throws MistException of kind caller, code {@code invalid-parameters}, if the job rejects its parameters
     */
    void prepare(JobPorts ports);

    /**
     * Runs a batch job to its end.
     *
     * @return its result as JSON
     * @throws Exception what the job has thrown
     */
    String run() throws Exception;

    /**
     * Starts the queries of a stream job, or its streaming context.
     *
     * @return the query that it has returned, if it is one of queries; others are those of the run's session
     * @throws Exception what the job has thrown
     */
    @Nullable
    StreamingQuery start() throws Exception;

    /** The result of a stream job that has ended by itself, as JSON. */
    default String result() {
        return "null";
    }

    /**
     * Checks a stream job while its queries run.
     *
     * @throws MistException if what the job lives in has ended
     */
    default void requireAlive() {}

    /** Calls back, on any thread, when {@link #requireAlive} begins to throw. */
    default void onEnd(Runnable listener) {}

    /** The run is cancelled; its queries are stopped already. A job in this process is interrupted with its thread. */
    default void interrupt() {}

    /** Explains an exception that has ended the run, where the job's language knows more about it. */
    default Exception explain(Exception thrown) {
        return thrown;
    }

    /** The run is over. */
    @Override
    default void close() {}
}
