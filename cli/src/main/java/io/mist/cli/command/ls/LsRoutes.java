package io.mist.cli.command.ls;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.cli.command.Command;
import io.mist.cli.command.Session;
import io.mist.cli.screen.Cell;
import io.mist.cli.screen.Table;
import io.mist.cli.wire.Resource;
import picocli.CommandLine;

@CommandLine.Command(name = "routes", description = "List the routes.")
final class LsRoutes extends Command {

    LsRoutes(Session session) {
        super(session);
    }

    @Override
    protected void run() {
        JsonNode answer = session.server().get(Resource.of("routes")).object();
        session.screen().show(answer, () -> table(answer));
    }

    private static Table table(JsonNode answer) {
        Table table = Table.of("ROUTE", "STATE", "KIND", "CONTEXT", "DESCRIPTION");
        for (JsonNode route : answer.path("routes")) {
            JsonNode contract = route.path("contract");
            JsonNode problem = route.path("problems").path(0).path("message");
            table.row(
                    Cell.of(route.path("route").asText()),
                    Cell.state(route.path("state").asText()),
                    Cell.of(contract.path("kind").asText()),
                    Cell.of(route.path("namespace").asText()),
                    Cell.of((problem.isMissingNode() ? contract.path("description") : problem).asText()));
        }
        return table;
    }
}
