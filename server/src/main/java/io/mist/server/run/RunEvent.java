package io.mist.server.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.protocol.MistException;
import java.time.Duration;

/** An event in a run's life; {@link Supervision} decides the effects. */
public sealed interface RunEvent {

    /** A worker hosts the next attempt of a run that waits. */
    record Assigned(String worker) implements RunEvent {}

    /** No worker can host a run that waits. */
    record Unassignable(MistException error) implements RunEvent {}

    /** A worker reports that it runs an attempt. */
    record Started(String worker, int attempt) implements RunEvent {}

    /** A worker reports the end of an attempt. */
    record Ended(String worker, int attempt, Outcome outcome) implements RunEvent {}

    /**
     * A caller wants the run to stop.
     *
     * @param isWorkerReached whether its worker has dialled, so that it may host the run
     */
    record CancelRequested(String by, boolean isWorkerReached, CancelGrace grace) implements RunEvent {}

    /**
     * The process of a worker has ended.
     *
     * @param wasReady false if the worker never dialled, which another attempt is unlikely to mend
     */
    record WorkerLost(String worker, MistException error, boolean wasReady) implements RunEvent {}

    /** A worker has dialled; {@code isHosted} says whether it has the run's attempt. */
    record WorkerReturned(String worker, boolean isHosted) implements RunEvent {}

    /** A server finds a run of its predecessor. */
    record Adopted(boolean isWorkerKnown) implements RunEvent {}

    /** The time of {@link Effect.WakeAt} has come. */
    record TimePassed(boolean isWorkerKnown) implements RunEvent {}

    /** How an attempt ended. */
    sealed interface Outcome {

        record Success(JsonNode result) implements Outcome {}

        record Cancellation() implements Outcome {}

        /** @param isRestartable whether the attempt ran, so that a stream may resume from its checkpoint */
        record Failure(MistException error, boolean isRestartable) implements Outcome {}
    }

    /**
     * How long a run may take to stop.
     *
     * @param cooperative until the worker interrupts it
     * @param interrupted after that, until the worker is killed
     */
    record CancelGrace(Duration cooperative, Duration interrupted) {

        Duration total() {
            return cooperative.plus(interrupted);
        }
    }
}
