package io.mist.cli.command.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.cli.command.Command;
import io.mist.cli.command.JsonOption;
import io.mist.cli.command.Session;
import io.mist.cli.exit.Failure;
import io.mist.cli.value.Assignments;
import io.mist.cli.wire.LiveValues;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "set",
        description = {
            "Change live values while the run runs; all values together get a new version.",
            "With --wait print from which micro-batch on it is in effect.",
            "--json is a JSON merge patch."
        })
final class LiveSet extends Command {

    @Mixin
    private final LiveTarget target = new LiveTarget();

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "NAME=VALUE",
            description = "A new value, read as the contract says.")
    private List<String> assignments = List.of();

    @Mixin
    private final JsonOption json = new JsonOption();

    @Mixin
    private final ChangeOptions options = new ChangeOptions();

    LiveSet(Session session) {
        super(session);
    }

    @Override
    protected void run() {
        Assignments typed = Assignments.parse(assignments);
        if (typed.isEmpty() && !json.isGiven()) {
            throw Failure.usage("nothing to change (expected: NAME=VALUE or --json)");
        }
        ObjectNode patch = json.read(session.shell().in());
        LiveValues values = target.values(session);
        if (!typed.isEmpty()) {
            typed.into(patch, List.of(values.schema()));
        }
        if (options.waits()) {
            session.screen().progress("waiting for a micro-batch with the change (Ctrl-C does not undo it)");
        }
        Live.showChange(session, values.change(patch, options.conditions()), options.waits());
    }
}
