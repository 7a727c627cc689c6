package io.mist.cli.command.ls;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.cli.command.Command;
import io.mist.cli.command.Session;
import io.mist.cli.screen.Table;
import io.mist.cli.wire.Resource;
import picocli.CommandLine;

@CommandLine.Command(name = "contexts", description = "List the contexts: the Spark settings that runs share.")
final class LsContexts extends Command {

    LsContexts(Session session) {
        super(session);
    }

    @Override
    protected void run() {
        JsonNode answer = session.server().get(Resource.of("contexts")).object();
        session.screen().show(answer, () -> table(answer));
    }

    private static Table table(JsonNode answer) {
        Table table = Table.of("CONTEXT", "RUNNING", "QUEUED", "MAX PARALLEL RUNS");
        for (JsonNode context : answer.path("contexts")) {
            table.row(
                    context.path("name").asText(),
                    context.path("running").asText(),
                    context.path("queued").asText(),
                    context.path("maxParallelRuns").asText());
        }
        return table;
    }
}
