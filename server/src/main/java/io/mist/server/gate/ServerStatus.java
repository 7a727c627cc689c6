package io.mist.server.gate;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The whole server as operators see it.
 *
 * @param state ok, or degraded if anything is wrong
 * @param doors by their names
 */
@JsonPropertyOrder({"version", "started", "state", "router", "brokenContracts"})
public record ServerStatus(
        String version,
        Instant started,
        String state,
        StatusView.Router router,
        List<StatusView.BrokenContract> brokenContracts,
        @JsonAnyGetter Map<String, DoorStatus> doors,
        Map<String, Long> runs) {

    public static ServerStatus of(StatusView server, Map<String, DoorStatus> doors) {
        boolean isHealthy = server.isHealthy() && doors.values().stream().allMatch(DoorStatus::isHealthy);
        return new ServerStatus(
                server.version(),
                server.started(),
                isHealthy ? "ok" : "degraded",
                server.router(),
                server.brokenContracts(),
                doors,
                server.runs());
    }
}
