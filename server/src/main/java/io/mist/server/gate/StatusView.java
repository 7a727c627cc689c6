package io.mist.server.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mist.protocol.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The server as operators see it, without its doors.
 *
 * @param brokenContracts contracts that broke what was before without anybody having agreed to it
 * @param runs how many there are in each state
 */
public record StatusView(
        String version, Instant started, Router router, List<BrokenContract> brokenContracts, Map<String, Long> runs) {

    /** The router file: what is in effect, and what is wrong with what is not. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Router(String file, @Nullable Instant loaded, int routes, List<Problem> problems) {}

    /** A contract that has changed under its clients. */
    public record BrokenContract(String route, Instant at, List<Problem> breaking) {}

    /** Whether nothing is wrong. */
    public boolean isHealthy() {
        return router.problems().isEmpty();
    }
}
