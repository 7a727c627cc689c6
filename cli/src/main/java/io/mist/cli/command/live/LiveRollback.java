package io.mist.cli.command.live;

import io.mist.cli.command.Command;
import io.mist.cli.command.Session;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@CommandLine.Command(
        name = "rollback",
        description = {
            "Make a new version of the live values, equal to an old one.",
            "With --wait print from which micro-batch on it is in effect."
        })
final class LiveRollback extends Command {

    @Mixin
    private final LiveTarget target = new LiveTarget();

    @Option(
            names = "--to",
            paramLabel = "N",
            required = true,
            description = "The old version, see 'mist live history'.")
    private long to;

    @Mixin
    private final ChangeOptions options = new ChangeOptions();

    LiveRollback(Session session) {
        super(session);
    }

    @Override
    protected void run() {
        var view = target.values(session).rollback(to, options.conditions());
        Live.showChange(session, view, options.waits());
    }
}
