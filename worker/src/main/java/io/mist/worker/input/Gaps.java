package io.mist.worker.input;

import io.mist.protocol.MistException;

/** The errors of a log that no longer has what a query needs: the query must not continue as if nothing were missing. */
final class Gaps {

    private Gaps() {}

    static MistException removed(String channel, long from, long to) {
        return MistException.resources(
                "input-gap",
                "input '" + channel + "': messages " + from + " to " + to
                        + " were removed by its retention before the run has read them; start a new run, which begins with"
                        + " what is pushed from then on, and raise mist.inputs.retention, or inputs." + channel
                        + ".retention of the route, to keep them for longer");
    }

    static MistException shorter(String channel, long next, long end) {
        return MistException.resources(
                "input-gap",
                "input '" + channel + "': the run has read up to offset " + (next - 1) + ", but the log ends at " + end
                        + ": the log was lost or is an older copy (expected: the log that belongs to the run's checkpoint);"
                        + " start a new run");
    }
}
