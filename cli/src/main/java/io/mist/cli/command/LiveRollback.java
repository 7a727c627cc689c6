package io.mist.cli.command;

import io.mist.cli.wire.LiveValues;
import io.mist.cli.wire.Wait;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "rollback", description = "Make a new version of the live values, equal to an old one.")
final class LiveRollback extends Command {

    @Parameters(paramLabel = "RUN|ROUTE", description = "A route, or a run's id or the start of it.")
    String target = "";

    @Option(
            names = "--to",
            paramLabel = "N",
            required = true,
            description = "The old version, see 'mist live history'.")
    long to;

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

    LiveRollback(Session session) {
        super(session);
    }

    @Override
    void run() {
        LiveValues values = session.live(target);
        Live.showChange(session, values.rollback(to, new LiveValues.Manner(ifVersion, key, wait)), wait != null);
    }
}
