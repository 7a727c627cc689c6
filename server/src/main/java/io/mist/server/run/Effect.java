package io.mist.server.run;

import java.time.Duration;
import java.time.Instant;

/** The action that follows an event of a run. */
public sealed interface Effect {

    /** Send the run's attempt to its worker; without a connection it is sent when the worker dials. */
    record SendStart(String worker) implements Effect {}

    /** Send the newest live values, as the worker may have missed some. */
    record SendLive(String worker) implements Effect {}

    /** Ask the worker to stop the run, and to interrupt it after the grace. */
    record SendCancel(String worker, Duration grace) implements Effect {}

    record KillWorker(String worker, String why) implements Effect {}

    /** The run is no longer on this worker, which may have nothing left to do. */
    record LeaveWorker(String worker) implements Effect {}

    /** The run's place in its context is free. */
    record LeaveContext() implements Effect {}

    /** Raise {@link RunEvent.TimePassed} at this time, unless the state changes before. */
    record WakeAt(Instant at) implements Effect {}

    /** Find a worker for the next attempt. */
    record Reassign() implements Effect {}
}
