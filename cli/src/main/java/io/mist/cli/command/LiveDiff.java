package io.mist.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.cli.json.Json;
import io.mist.cli.screen.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "diff", description = "Show what differs between two versions of the live values.")
final class LiveDiff extends Command {

    @Parameters(index = "0", paramLabel = "RUN|ROUTE", description = "A route, or a run's id or the start of it.")
    String target = "";

    @Parameters(index = "1", paramLabel = "FROM", description = "A version, see 'mist live history'.")
    long from;

    @Parameters(index = "2", arity = "0..1", paramLabel = "TO", description = "Another one; by default the current.")
    @Nullable
    Long to;

    LiveDiff(Session session) {
        super(session);
    }

    @Override
    void run() {
        JsonNode difference = session.live(target).difference(from, to);
        if (session.screen().isJson()) {
            session.screen().json(difference);
            return;
        }
        Table table = Table.of(
                "PARAMETER",
                "VERSION " + difference.path("from").asText(),
                "VERSION " + difference.path("to").asText());
        difference
                .path("changed")
                .properties()
                .forEach(c -> table.row(
                        c.getKey(),
                        Json.compact(c.getValue().path("from")),
                        Json.compact(c.getValue().path("to"))));
        session.screen().table(table);
    }
}
