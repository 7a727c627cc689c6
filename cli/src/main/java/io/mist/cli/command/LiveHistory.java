package io.mist.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.cli.json.Json;
import io.mist.cli.screen.Table;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "history", description = "List the versions of the live values, newest first.")
final class LiveHistory extends Command {

    @Parameters(paramLabel = "RUN|ROUTE", description = "A route, or a run's id or the start of it.")
    String target = "";

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "So many versions at most (default: ${DEFAULT-VALUE}).",
            defaultValue = "100")
    int limit;

    @Option(names = "--before", paramLabel = "N", description = "Only versions older than N.")
    @Nullable
    Long before;

    LiveHistory(Session session) {
        super(session);
    }

    @Override
    void run() {
        JsonNode history = session.live(target).history(limit, before);
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
                    changed(version));
        }
        session.screen().table(table);
        if (history.has("next")) {
            session.screen()
                    .notice("there are older versions: --before "
                            + history.path("next").asText());
        }
    }

    private static String changed(JsonNode version) {
        String note = version.has("rolledBackTo")
                ? " (back to version " + version.path("rolledBackTo").asText() + ")"
                : "";
        return (version.has("changed")
                        ? differences(version.path("changed"))
                        : "(the version before it is not kept any more)")
                + note;
    }

    /** {@code filter: "error" -> "notice"}, and so on. */
    private static String differences(JsonNode changed) {
        return changed.properties().stream()
                .map(c -> c.getKey() + ": " + Json.compact(c.getValue().path("from")) + " -> "
                        + Json.compact(c.getValue().path("to")))
                .collect(Collectors.joining(", "));
    }
}
