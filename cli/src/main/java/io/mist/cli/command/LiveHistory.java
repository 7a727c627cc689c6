package io.mist.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.cli.json.Json;
import io.mist.cli.screen.Table;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "history", description = "List the versions of the live values, newest first.")
final class LiveHistory extends Command {

    @Parameters(paramLabel = "RUN|ROUTE", description = "A route, or a run's id or the start of it.")
    String target = "";

    LiveHistory(Session session) {
        super(session);
    }

    @Override
    void run() {
        JsonNode history = session.live(target).history();
        if (session.screen().isJson()) {
            session.screen().json(history);
            return;
        }
        Table table = Table.of("VERSION", "MADE", "BY", "DOOR", "CHANGED");
        for (JsonNode version : history.path("versions")) {
            table.row(
                    version.path("version").asText(),
                    session.ago(version.path("at").asText()),
                    version.path("by").asText(),
                    version.path("door").asText(),
                    changed(version.path("changed")));
        }
        session.screen().table(table);
    }

    private static String changed(JsonNode changed) {
        return changed.properties().stream()
                .map(c -> c.getKey() + ": " + Json.compact(c.getValue().path("from")) + " -> "
                        + Json.compact(c.getValue().path("to")))
                .collect(Collectors.joining(", "));
    }
}
