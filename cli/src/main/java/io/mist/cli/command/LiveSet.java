package io.mist.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.cli.exit.Failure;
import io.mist.cli.value.Assignments;
import io.mist.cli.value.JsonArgument;
import io.mist.cli.wire.LiveValues;
import io.mist.cli.wire.Wait;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "set",
        description = {
            "Change live values while the run runs; all values together get a new version.",
            "With --wait print from which micro-batch on it is in effect."
        })
final class LiveSet extends Command {

    @Parameters(index = "0", paramLabel = "RUN|ROUTE", description = "A route, or a run's id or the start of it.")
    String target = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "NAME=VALUE",
            description = "A new value, read as the contract says.")
    List<String> assignments = List.of();

    @Option(names = "--json", paramLabel = "JSON|@FILE|-", description = "A JSON merge patch; NAME=VALUE wins over it.")
    @Nullable
    String json;

    @Option(
            names = "--wait",
            arity = "0..1",
            paramLabel = "DURATION",
            converter = WaitOption.Converter.class,
            preprocessor = WaitOption.OnlyAttached.class,
            description = "Wait until it is in effect, at most so long (30s, 5m).")
    @Nullable
    Wait wait;

    @Option(names = "--if-version", paramLabel = "N", description = "Only if N is still the current version.")
    @Nullable
    Long ifVersion;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "Idempotency key: the same change under the same key is made once.")
    @Nullable
    String key;

    LiveSet(Session session) {
        super(session);
    }

    @Override
    void run() {
        Assignments typed = Assignments.parse(assignments);
        if (typed.isEmpty() && json == null) {
            throw Failure.usage("nothing to change (expected: NAME=VALUE or --json)");
        }
        ObjectNode patch = JsonArgument.read(json, session.shell().in());
        LiveValues values = session.live(target);
        if (!typed.isEmpty()) {
            typed.into(patch, List.of(values.schema()));
        }
        if (wait != null) {
            session.screen().progress("waiting for a micro-batch with the change (Ctrl-C does not undo it)");
        }
        Live.showChange(session, values.change(patch, new LiveValues.Manner(ifVersion, key, wait)), wait != null);
    }
}
