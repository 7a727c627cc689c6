package io.mist.worker.link;

import java.io.Serializable;
import java.time.Duration;

/**
 * The server as tasks reach it; it travels to executors.
 *
 * @param patience how long to wait for a server that is away
 */
public record Destination(Address server, String worker, String token, Duration patience) implements Serializable {

    /** Without the token: Spark may log what it sends to tasks. */
    @Override
    public String toString() {
        return server.toString();
    }
}
