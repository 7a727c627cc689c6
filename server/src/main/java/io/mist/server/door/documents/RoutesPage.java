package io.mist.server.door.documents;

import io.mist.protocol.Contract;
import io.mist.server.gate.RouteView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /docs}: all routes. */
final class RoutesPage {

    private RoutesPage() {}

    static String of(List<RouteView> routes) {
        Page page = new Page("Mist")
                .heading(1, "Mist")
                .paragraph("Spark programs as reactive APIs.")
                .links("openapi.json", "/openapi.json", "asyncapi.json", "/asyncapi.json", "status", "/v1/status")
                .heading(2, "Routes");
        if (routes.isEmpty()) {
            page.paragraph("There are none yet. Write one into router.conf, or put one with mist apply.");
        } else {
            page.table(
                    List.of("route", "state", "kind", "about"),
                    routes.stream().map(RoutesPage::row).toList(),
                    "/docs/");
        }
        return page.end();
    }

    private static List<String> row(RouteView route) {
        return List.of(route.route(), route.state(), kind(route.contract()), Notes.of(route));
    }

    private static String kind(@Nullable Contract contract) {
        return contract == null ? "" : contract.kind().name().toLowerCase(java.util.Locale.ROOT);
    }
}
