package io.mist.cli.command.run;

import io.mist.cli.command.Command;
import io.mist.cli.command.Session;
import io.mist.cli.exit.Failure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@CommandLine.Command(name = "logs", description = "Print a run's log; it is text even with -o json.")
public final class Logs extends Command {

    @Mixin
    private final RunArgument run = new RunArgument();

    @Option(
            names = {"-f", "--follow"},
            description = "Continue until the run has ended.")
    private boolean follow;

    @Option(names = "--tail", paramLabel = "N", description = "Only the last N of the lines so far.")
    private @Nullable Integer tail;

    public Logs(Session session) {
        super(session);
    }

    @Override
    protected void run() {
        if (tail != null && tail < 0) {
            throw Failure.usage("--tail: " + tail + " (expected: >= 0)");
        }
        String id = run.id(session);
        LogReader reader = new LogReader(session.server(), session.screen());
        if (follow) {
            reader.follow(id, tail);
        } else {
            reader.print(id, tail);
        }
    }
}
