package io.mist.cli.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --key KEY}. */
public final class KeyOption {

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "Idempotency key: the same request under the same key takes effect once.")
    private @Nullable String key;

    public @Nullable String get() {
        return key;
    }
}
