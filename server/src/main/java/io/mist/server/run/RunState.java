package io.mist.server.run;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where a run is. A state holds only what it has. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RunState.Queued.class, name = "QUEUED"),
    @JsonSubTypes.Type(value = RunState.Starting.class, name = "STARTING"),
    @JsonSubTypes.Type(value = RunState.Running.class, name = "RUNNING"),
    @JsonSubTypes.Type(value = RunState.Restarting.class, name = "RESTARTING"),
    @JsonSubTypes.Type(value = RunState.Cancelling.class, name = "CANCELLING"),
    @JsonSubTypes.Type(value = RunState.Succeeded.class, name = "SUCCEEDED"),
    @JsonSubTypes.Type(value = RunState.Failed.class, name = "FAILED"),
    @JsonSubTypes.Type(value = RunState.Cancelled.class, name = "CANCELLED")
})
public sealed interface RunState {

    Instant since();

    /** Validated and stored; waits for its context to have room. */
    record Queued(Instant since) implements RunState {}

    /** Assigned to a worker, which may still be starting itself. */
    record Starting(String worker, Instant since) implements RunState {}

    record Running(String worker, Instant since) implements RunState {}

    /**
     * A stream that failed and will be started again from its checkpoint.
     *
     * @param restarts how many there have been since it was last healthy
     */
    record Restarting(Reason reason, Instant notBefore, int restarts, Instant since) implements RunState {}

    /** Asked to stop; at the deadline its worker is killed. */
    record Cancelling(String worker, Instant deadline, Instant since) implements RunState {}

    record Succeeded(JsonNode result, Instant since) implements RunState {}

    record Failed(Reason reason, Instant since) implements RunState {}

    record Cancelled(Reason reason, Instant since) implements RunState {}

    default String name() {
        return getClass().getSimpleName().toUpperCase(Locale.ROOT);
    }

    default boolean hasEnded() {
        return this instanceof Succeeded || this instanceof Failed || this instanceof Cancelled;
    }

    /** The worker it is on, null if on none. */
    default @Nullable String workerOrNull() {
        if (this instanceof Starting starting) {
            return starting.worker();
        }
        if (this instanceof Running running) {
            return running.worker();
        }
        return this instanceof Cancelling cancelling ? cancelling.worker() : null;
    }

    /** Whether a run may go from this state to that one. The table is in ARCHITECTURE.md. */
    default boolean mayBecome(RunState next) {
        if (this instanceof Queued) {
            return next instanceof Starting || next instanceof Failed || next instanceof Cancelled;
        }
        if (this instanceof Starting) {
            return next instanceof Running
                    || next instanceof Restarting
                    || next instanceof Cancelling
                    || next.hasEnded();
        }
        if (this instanceof Running) {
            return next instanceof Restarting || next instanceof Cancelling || next.hasEnded();
        }
        if (this instanceof Restarting) {
            return next instanceof Starting || next instanceof Failed || next instanceof Cancelled;
        }
        // A run that is being cancelled may still end by itself before the request reaches it.
        return this instanceof Cancelling && next.hasEnded();
    }
}
