package io.mist.cli.command;

import io.mist.cli.wire.Wait;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "wait",
        description = {
            "Wait until a version of the live values is in effect.",
            "As 'mist live set --wait' does, which may have been broken off."
        })
final class LiveWait extends Command {

    @Parameters(paramLabel = "RUN|ROUTE", description = "A route, or a run's id or the start of it.")
    String target = "";

    @Option(names = "--version", paramLabel = "N", description = "The version; by default the current one.")
    @Nullable
    Long version;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            converter = WaitOption.Converter.class,
            description = "At most so long (30s, 5m).")
    Wait timeout = Wait.FOREVER;

    LiveWait(Session session) {
        super(session);
    }

    @Override
    void run() {
        session.screen().progress("waiting for a micro-batch with the version");
        Live.showChange(session, session.live(target).await(version, timeout), true);
    }
}
