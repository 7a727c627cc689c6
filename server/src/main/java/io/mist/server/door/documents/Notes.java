package io.mist.server.door.documents;

import io.mist.protocol.Contract;
import io.mist.server.gate.RouteView;

/** Sentences about a route. */
final class Notes {

    private Notes() {}

    static String of(RouteView route) {
        Contract contract = route.contract();
        if (contract != null) {
            return contract.description() == null ? route.className() : contract.description();
        }
        return switch (route.state()) {
            case "loading" -> "Its contract is being read; look again in a moment.";
            default -> "It cannot be started: " + why(route);
        };
    }

    private static String why(RouteView route) {
        return route.problems().isEmpty()
                ? "see GET /v1/routes/" + route.route()
                : route.problems().get(0).message();
    }
}
