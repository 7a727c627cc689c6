package io.mist.cli.command.live;

import io.mist.cli.command.KeyOption;
import io.mist.cli.command.WaitOption;
import io.mist.cli.wire.LiveValues;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that makes a new version of the live values. */
final class ChangeOptions {

    @Mixin
    private final WaitOption wait = new WaitOption();

    @Option(names = "--if-version", paramLabel = "N", description = "Only if N is still the current version.")
    private @Nullable Long ifVersion;

    @Mixin
    private final KeyOption key = new KeyOption();

    boolean waits() {
        return wait.get().isPresent();
    }

    LiveValues.Conditions conditions() {
        return new LiveValues.Conditions(ifVersion, key.get(), wait.get().orElse(null));
    }
}
