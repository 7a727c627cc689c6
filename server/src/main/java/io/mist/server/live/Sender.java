package io.mist.server.live;

import io.mist.protocol.wire.ToWorker;
import io.mist.server.run.Run;

/** The way to the worker that a run is on. */
@FunctionalInterface
public interface Sender {

    /**
     * Does not wait for the worker.
     *
     * @return false if the worker cannot be reached now
     */
    boolean send(Run run, ToWorker message);
}
