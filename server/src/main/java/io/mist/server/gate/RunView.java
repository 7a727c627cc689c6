package io.mist.server.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Problem;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run as clients see it.
 *
 * @param state the state's name, such as {@code RUNNING}
 * @param since when it got into this state
 * @param result of a batch job that succeeded
 * @param reason why it failed, is restarting or was cancelled
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunView(
        String id,
        String route,
        String job,
        String namespace,
        String state,
        Instant since,
        Instant created,
        int attempt,
        ObjectNode parameters,
        String artifact,
        String startedBy,
        @Nullable JsonNode result,
        @Nullable Reason reason,
        @Nullable Values live) {

    /** Live values in effect. */
    public record Values(long version, ObjectNode values) {}

    /** As {@link io.mist.protocol.MistException}. */
    public record Reason(String kind, String code, String message, List<Problem> problems) {}

    public boolean hasEnded() {
        return isEnd(state);
    }

    static boolean isEnd(String state) {
        return switch (state) {
            case "SUCCEEDED", "FAILED", "CANCELLED" -> true;
            default -> false;
        };
    }
}
