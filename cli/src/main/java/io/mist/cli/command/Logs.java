package io.mist.cli.command;

import io.mist.cli.exit.Failure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "logs", description = "Print a run's log, as text with -o json too.")
final class Logs extends Command {

    @Parameters(paramLabel = "RUN", description = "Its id, or the start of it.")
    String run = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until the run has ended.")
    boolean follow;

    @Option(names = "--tail", paramLabel = "N", description = "Only the last N lines of what is there.")
    @Nullable
    Integer tail;

    Logs(Session session) {
        super(session);
    }

    @Override
    void run() {
        if (tail != null && tail < 0) {
            throw Failure.usage("--tail: " + tail + " (expected: >= 0)");
        }
        String id = session.runs().id(run);
        LogReader reader = new LogReader(session.server(), session.screen());
        if (follow) {
            reader.follow(id, tail);
        } else {
            reader.print(id, tail);
        }
    }
}
