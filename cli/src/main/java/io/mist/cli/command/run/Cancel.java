package io.mist.cli.command.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.cli.command.Command;
import io.mist.cli.command.Session;
import io.mist.cli.command.WaitOption;
import io.mist.cli.screen.Cell;
import io.mist.cli.screen.Screen;
import io.mist.cli.screen.Table;
import io.mist.cli.wire.Runs;
import io.mist.cli.wire.Wait;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

@CommandLine.Command(
        name = "cancel",
        description = {
            "Ask a run to stop. If it does not, it is interrupted, then its worker is killed. A run that has ended stays as it is.",
            "With --wait print the state in which it has ended."
        })
public final class Cancel extends Command {

    @Mixin
    private final RunArgument run = new RunArgument();

    @Mixin
    private final WaitOption wait = new WaitOption();

    public Cancel(Session session) {
        super(session);
    }

    @Override
    protected void run() {
        String id = run.id(session);
        ObjectNode view = session.server()
                .send("POST", Runs.resource(id).below("cancel"), null, Map.of(), Duration.ZERO)
                .object();
        if (wait.get().isPresent() && !Runs.hasEnded(view)) {
            view = awaitEnd(id, wait.get().get());
        }
        String state = view.path("state").asText();
        session.screen().show(view, () -> Table.ofFacts().row(Cell.of(id), Cell.state(state)));
    }

    private ObjectNode awaitEnd(String id, Wait atMost) {
        Screen screen = session.screen();
        screen.progress("run " + id + " is being cancelled, waiting for its end");
        ObjectNode view = session.runs().awaitEnd(id, atMost, screen::notice);
        if (!Runs.hasEnded(view)) {
            throw RunEnd.notEnded(id, view.path("state").asText());
        }
        return view;
    }
}
