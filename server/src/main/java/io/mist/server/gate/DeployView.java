package io.mist.server.gate;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.mist.protocol.Problem;
import java.util.List;

/**
 * What a deployment of a route does, or would do.
 *
 * @param problems why the new contract cannot be read; the route would be broken
 */
public record DeployView(String route, Outcome outcome, List<ContractDifference> changes, List<Problem> problems) {

    /** The effect on the route. */
    public enum Outcome {
        @JsonProperty("new")
        NEW,
        @JsonProperty("changed")
        CHANGED,
        @JsonProperty("unchanged")
        UNCHANGED
    }

    @JsonIgnore
    public boolean isNew() {
        return outcome == Outcome.NEW;
    }

    /** Differences at which clients of the old contract may fail. */
    @JsonIgnore
    public List<Problem> breaking() {
        return changes.stream()
                .filter(ContractDifference::breaking)
                .map(change -> new Problem(change.path(), change.message()))
                .toList();
    }
}
