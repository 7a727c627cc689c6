package io.mist.server.door;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The live values of a run.
 *
 * @param applied per query the newest version in effect and the first epoch with it
 * @param accepted the version that the request made, in the answer to a change
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LiveView(
        String run,
        String route,
        long version,
        ObjectNode values,
        List<Applied> applied,
        @Nullable Long accepted) {

    public record Applied(String query, long version, long epoch, Instant at) {}

    /** Whether every query that has reported runs with at least this version, and one has reported. */
    public boolean isApplied(long wanted) {
        return !applied.isEmpty() && applied.stream().allMatch(a -> a.version() >= wanted);
    }
}
