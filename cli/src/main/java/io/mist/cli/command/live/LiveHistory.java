package io.mist.cli.command.live;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.cli.command.Command;
import io.mist.cli.command.Session;
import io.mist.cli.json.Json;
import io.mist.cli.screen.Table;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@CommandLine.Command(name = "history", description = "List the versions of the live values, newest first.")
final class LiveHistory extends Command {

    @Mixin
    private final LiveTarget target = new LiveTarget();

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "At most N versions; default: ${DEFAULT-VALUE}.",
            defaultValue = "100")
    private int limit;

    @Option(names = "--before", paramLabel = "N", description = "Only versions older than N.")
    private @Nullable Long before;

    LiveHistory(Session session) {
        super(session);
    }

    @Override
    protected void run() {
        JsonNode history = target.values(session).history(limit, before);
        session.screen().show(history, () -> table(history));
        if (!session.screen().isJson() && history.has("next")) {
            session.screen()
                    .notice("there are older versions: --before "
                            + history.path("next").asText());
        }
    }

    private Table table(JsonNode history) {
        Table table = Table.of("VERSION", "MADE", "BY", "DOOR", "CHANGED");
        for (JsonNode version : history.path("versions")) {
            table.row(
                    version.path("version").asText(),
                    session.ago(version.path("at").asText()),
                    version.path("by").asText(),
                    version.path("door").asText(),
                    changed(version));
        }
        return table;
    }

    private static String changed(JsonNode version) {
        String note = version.has("rolledBackTo")
                ? " (back to version " + version.path("rolledBackTo").asText() + ")"
                : "";
        return (version.has("changed")
                        ? differences(version.path("changed"))
                        : "(the version before it is no longer kept)")
                + note;
    }

    /** Such as {@code filter: "error" -> "notice"}. */
    private static String differences(JsonNode changed) {
        return changed.properties().stream()
                .map(c -> c.getKey() + ": " + Json.compact(c.getValue().path("from")) + " -> "
                        + Json.compact(c.getValue().path("to")))
                .collect(Collectors.joining(", "));
    }
}
