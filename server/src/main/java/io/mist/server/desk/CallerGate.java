package io.mist.server.desk;

import io.mist.server.gate.Caller;
import io.mist.server.gate.Desk;
import io.mist.server.gate.Gate;
import io.mist.server.route.Routes;

/** The port: the parts of the server behind one desk for each caller. */
public record CallerGate(
        Routes routes, Starts starts, RunRequests runs, LiveRequests live, Channels channels, Overview overview)
        implements Gate {

    @Override
    public Desk as(Caller caller) {
        return new CallerDesk(this, caller);
    }
}
