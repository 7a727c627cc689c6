package io.mist.server.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The live values of a run.
 *
 * @param state of the run, such as {@code RUNNING}: when it has ended, nothing more is applied
 * @param applied per query that has not ended, the newest version in effect and the first epoch with it
 * @param accepted the version that the request made or asked about
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LiveView(
        String run,
        String route,
        String state,
        long version,
        ObjectNode values,
        List<Applied> applied,
        @Nullable Long accepted) {

    /**
     * From when on a version holds.
     *
     * @param query its name; {@code job} for a batch job itself, which has read the values
     * @param epoch the first with it; null where there are no epochs
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Applied(
            String query, long version, @Nullable Long epoch, Instant at) {}

    /** Whether every query that has reported and not ended runs with at least this version, and one has reported. */
    public boolean isApplied(long wanted) {
        return !applied.isEmpty() && applied.stream().allMatch(a -> a.version() >= wanted);
    }

    /** Whether the change that the request made or asked about is applied. */
    public boolean hasTakenEffect() {
        return isApplied(wanted());
    }

    /** The version that the request made or asked about, else the current one. */
    public long wanted() {
        return accepted == null ? version : accepted;
    }

    /** Whether the run has ended. */
    public boolean hasEnded() {
        return RunView.isEnd(state);
    }

    /** The same, as an answer about a version. */
    public LiveView accepting(long about) {
        return new LiveView(run, route, state, version, values, applied, about);
    }
}
