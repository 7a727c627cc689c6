package io.mist.cli.command.live;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.cli.command.Command;
import io.mist.cli.command.Session;
import io.mist.cli.json.Json;
import io.mist.cli.screen.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "diff", description = "Show what differs between two versions of the live values.")
final class LiveDiff extends Command {

    @Mixin
    private final LiveTarget target = new LiveTarget();

    @Parameters(index = "1", paramLabel = "FROM", description = "A version, see 'mist live history'.")
    private long from;

    @Parameters(index = "2", arity = "0..1", paramLabel = "TO", description = "Another one; default: the current one.")
    private @Nullable Long to;

    LiveDiff(Session session) {
        super(session);
    }

    @Override
    protected void run() {
        JsonNode difference = target.values(session).difference(from, to);
        session.screen().show(difference, () -> table(difference));
    }

    private static Table table(JsonNode difference) {
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
        return table;
    }
}
