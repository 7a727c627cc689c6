package io.mist.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.cli.screen.Table;
import io.mist.cli.wire.Resource;
import picocli.CommandLine;

@CommandLine.Command(name = "contexts", description = "List the contexts, the settings that runs share.")
final class LsContexts extends Command {

    LsContexts(Session session) {
        super(session);
    }

    @Override
    void run() {
        JsonNode answer = session.server().get(Resource.of("contexts")).object();
        if (session.screen().isJson()) {
            session.screen().json(answer);
            return;
        }
        Table table = Table.of("CONTEXT", "RUNNING", "QUEUED", "MAX PARALLEL RUNS");
        for (JsonNode context : answer.path("contexts")) {
            table.row(
                    context.path("name").asText(),
                    context.path("running").asText(),
                    context.path("queued").asText(),
                    context.path("maxParallelRuns").asText());
        }
        session.screen().table(table);
    }
}
