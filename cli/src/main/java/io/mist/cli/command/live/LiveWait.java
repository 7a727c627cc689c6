package io.mist.cli.command.live;

import io.mist.cli.command.Command;
import io.mist.cli.command.Session;
import io.mist.cli.command.WaitOption;
import io.mist.cli.wire.Wait;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@CommandLine.Command(
        name = "wait",
        description = {
            "Wait until a version of the live values is in effect.",
            "It resumes the wait of a 'mist live set --wait' that was interrupted."
        })
final class LiveWait extends Command {

    @Mixin
    private final LiveTarget target = new LiveTarget();

    @Option(names = "--version", paramLabel = "N", description = "The version; default: the current one.")
    private @Nullable Long version;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            converter = WaitOption.Converter.class,
            description = "Wait for at most DURATION (such as 30s or 5m).")
    private Wait timeout = Wait.FOREVER;

    LiveWait(Session session) {
        super(session);
    }

    @Override
    protected void run() {
        session.screen().progress("waiting for a micro-batch with the version");
        Live.showChange(session, target.values(session).await(version, timeout), true);
    }
}
