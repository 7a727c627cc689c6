package io.mist.cli.command.ls;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.cli.command.Command;
import io.mist.cli.command.Session;
import io.mist.cli.exit.Failure;
import io.mist.cli.screen.Cell;
import io.mist.cli.screen.Table;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(name = "runs", description = "List runs, newest first.")
final class LsRuns extends Command {

    static final class States implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of(
                            "QUEUED",
                            "STARTING",
                            "RUNNING",
                            "RESTARTING",
                            "CANCELLING",
                            "SUCCEEDED",
                            "FAILED",
                            "CANCELLED")
                    .iterator();
        }
    }

    @Option(names = "--route", paramLabel = "ROUTE", description = "Only runs of this route.")
    @Nullable
    String route;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            completionCandidates = States.class,
            description = "Only runs in this state: ${COMPLETION-CANDIDATES}.")
    @Nullable
    String state;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "At most N runs; default: ${DEFAULT-VALUE}.")
    int limit;

    @Option(names = "--all", description = "All runs.")
    boolean all;

    LsRuns(Session session) {
        super(session);
    }

    @Override
    protected void run() {
        if (limit < 1) {
            throw Failure.usage("--limit: " + limit + " (expected: >= 1)");
        }
        String wanted = state == null ? null : state.toUpperCase(Locale.ROOT);
        JsonNode answer = session.runs().list(route, wanted, all ? Integer.MAX_VALUE : limit);
        session.screen().show(answer, () -> table(answer));
        if (!session.screen().isJson() && answer.has("next")) {
            session.screen().progress("there are more (--limit N or --all)");
        }
    }

    private Table table(JsonNode answer) {
        Table table = Table.of("RUN", "ROUTE", "STATE", "SINCE", "CREATED", "BY");
        for (JsonNode run : answer.path("runs")) {
            table.row(
                    Cell.of(run.path("id").asText()),
                    Cell.of(run.path("route").asText()),
                    Cell.state(run.path("state").asText()),
                    Cell.of(session.ago(run.path("since").asText())),
                    Cell.of(session.ago(run.path("created").asText())),
                    Cell.of(run.path("startedBy").asText()));
        }
        return table;
    }
}
