package io.mist.worker.link;

import io.mist.protocol.wire.RunRef;
import java.io.Serializable;

/** What it takes to read the inputs of one attempt of a run, from the driver or an executor. */
public record ServerAccess(Destination destination, String run, int attempt) implements Serializable {

    RunRef ref() {
        return RunRef.newBuilder().setRun(run).setAttempt(attempt).build();
    }
}
