package io.mist.cli.command.ls;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.cli.command.Command;
import io.mist.cli.command.Session;
import io.mist.cli.screen.Cell;
import io.mist.cli.screen.Table;
import io.mist.cli.wire.Resource;
import picocli.CommandLine;

@CommandLine.Command(name = "workers", description = "List the workers: the processes with a Spark session.")
final class LsWorkers extends Command {

    LsWorkers(Session session) {
        super(session);
    }

    @Override
    protected void run() {
        JsonNode answer = session.server().get(Resource.of("workers")).object();
        session.screen().show(answer, () -> table(answer));
    }

    private Table table(JsonNode answer) {
        Table table = Table.of("WORKER", "CONTEXT", "STATE", "RUNS", "PID", "SPARK", "SINCE", "WEB UI");
        for (JsonNode worker : answer.path("workers")) {
            table.row(
                    Cell.of(worker.path("id").asText()),
                    Cell.of(worker.path("context").asText()),
                    Cell.state(worker.path("state").asText()),
                    Cell.of(worker.path("runs").asText()),
                    Cell.of(worker.path("pid").asText()),
                    Cell.of(worker.path("sparkVersion").asText()),
                    Cell.of(session.ago(worker.path("since").asText())),
                    Cell.of(worker.path("webUi").asText("")));
        }
        return table;
    }
}
