package io.mist.server.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Workers in general.
 *
 * @param heartbeat the interval of heartbeats between server and worker; a whole number of seconds
 * @param reconnectWindow how long the server waits for a worker that is silent, and a worker for its server, before
 *     its runs count as lost
 * @param serverAddress where workers and their executors reach this server, {@code host} or {@code host:port}; empty for
 *     the address that it listens on
 * @param stopOnExit whether workers end with the server; else they run on and reconnect to the next one
 */
public record WorkersConfig(
        Duration heartbeat, Duration reconnectWindow, Optional<String> serverAddress, boolean stopOnExit) {

    private static final Pattern ADDRESS = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");

    static WorkersConfig read(Section workers) {
        var config = new WorkersConfig(
                workers.duration("heartbeat", Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofMinutes(10)),
                workers.duration("reconnect-window", Duration.ofMinutes(2), Duration.ofSeconds(1), Duration.ofDays(7)),
                workers.text("server-address"),
                workers.flag("stop-on-exit", false));
        config.serverAddress()
                .filter(address -> !ADDRESS.matcher(address).matches())
                .ifPresent(
                        address -> workers.wrong("server-address", "'" + address + "' (expected: host or host:port)"));
        if (config.heartbeat().toNanosPart() != 0) {
            workers.wrong("heartbeat", Units.text(config.heartbeat()) + " (expected: whole seconds)");
        }
        if (config.reconnectWindow().compareTo(config.heartbeat()) <= 0) {
            workers.wrong(
                    "reconnect-window",
                    Units.text(config.reconnectWindow()) + " (expected: more than mist.workers.heartbeat, "
                            + Units.text(config.heartbeat()) + ")");
        }
        workers.rejectUnknown();
        return config;
    }
}
