package io.mist.worker.link;

import io.mist.protocol.wire.RunRef;
import java.io.Serializable;
import java.time.Duration;

/**
 * What it takes to reach the server for one attempt of a run, from the driver or an executor. It holds the worker's token:
 * it goes to tasks, never into options, plans or logs.
 *
 * @param patience how long a server that is away is waited for
 */
public record ServerAccess(
        String host, int port, String worker, String token, String run, int attempt, Duration patience)
        implements Serializable {

    Address address() {
        return new Address(host, port);
    }

    Credentials credentials() {
        return new Credentials(worker, token);
    }

    RunRef ref() {
        return RunRef.newBuilder().setRun(run).setAttempt(attempt).build();
    }

    @Override
    public String toString() {
        return "run " + run + " at " + host + ":" + port;
    }
}
