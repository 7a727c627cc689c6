package io.mist.server.desk;

import io.mist.protocol.MistException;
import io.mist.server.gate.LiveRequest;
import io.mist.server.route.Routes;
import io.mist.server.run.Run;
import io.mist.server.run.Runs;
import java.util.List;

/** The run that a request is about: one by its id, or the one active run of a route. */
public final class ActiveRuns {

    private final Routes routes;
    private final Runs runs;

    public ActiveRuns(Routes routes, Runs runs) {
        this.routes = routes;
        this.runs = runs;
    }

    Run of(String route) {
        routes.require(route);
        List<Run> found = runs.active().stream()
                .filter(run -> run.plan().route().equals(route))
                .toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        String ids = found.stream()
                .map(Run::id)
                .limit(10)
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
        throw MistException.caller(
                "not-one-run",
                found.isEmpty()
                        ? "route '" + route + "' has no active run; start one"
                        : "route '" + route + "' has " + found.size() + " active runs; name one: " + ids);
    }

    Run run(LiveRequest.Target target) {
        return target.run() == null ? of(routeOf(target)) : runs.require(target.run());
    }

    String id(LiveRequest.Target target) {
        return target.run() == null ? of(routeOf(target)).id() : target.run();
    }

    private static String routeOf(LiveRequest.Target target) {
        if (target.route() == null) {
            throw new IllegalArgumentException("a target without run and route");
        }
        return target.route();
    }
}
