package io.mist.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.cli.screen.Cell;
import io.mist.cli.screen.Screen;
import io.mist.cli.screen.Table;
import io.mist.cli.wire.Runs;
import io.mist.cli.wire.Wait;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "cancel",
        description = "Ask a run to stop. It is made to stop if it does not; one that has ended stays as it is.")
final class Cancel extends Command {

    @Parameters(paramLabel = "RUN", description = "Its id, or the start of it.")
    String run = "";

    @Option(
            names = "--wait",
            arity = "0..1",
            paramLabel = "DURATION",
            converter = WaitOption.Converter.class,
            preprocessor = WaitOption.OnlyAttached.class,
            description = "Wait until it has ended, at most so long (30s, 5m).")
    @Nullable
    Wait wait;

    Cancel(Session session) {
        super(session);
    }

    @Override
    void run() {
        String id = session.runs().id(run);
        Screen screen = session.screen();
        ObjectNode view = session.server()
                .send("POST", Runs.resource(id).below("cancel"), null, Map.of(), Duration.ZERO)
                .object();
        if (wait != null && !Runs.hasEnded(view)) {
            screen.progress("run " + id + " is being cancelled, waiting for its end");
            view = session.runs().awaitEnd(id, wait, screen::notice);
            if (!Runs.hasEnded(view)) {
                throw RunEnd.notEnded(id, view.path("state").asText());
            }
        }
        if (screen.isJson()) {
            screen.json(view);
        } else {
            screen.table(Table.ofFacts()
                    .row(Cell.of(id), Cell.state(view.path("state").asText())));
        }
    }
}
