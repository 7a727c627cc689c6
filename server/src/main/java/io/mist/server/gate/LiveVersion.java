package io.mist.server.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the history of a run's live values.
 *
 * @param by who made it, as {@link Caller#user}; empty if unknown
 * @param rolledBackTo the version whose values it took again; null if it was made otherwise
 * @param changed per parameter {@code {"from": …, "to": …}}; null if the version before it is removed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LiveVersion(
        long version,
        Instant at,
        String by,
        String door,
        @Nullable Long rolledBackTo,
        @Nullable ObjectNode changed) {

    /**
     * Versions, newest first.
     *
     * @param next the {@code before} of the next page; null if there is none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Page(
            String run,
            String route,
            List<LiveVersion> versions,
            @Nullable Long next) {}

    /**
     * What differs between two versions.
     *
     * @param changed per parameter {@code {"from": …, "to": …}}
     */
    public record Difference(String run, String route, long from, long to, ObjectNode changed) {}
}
