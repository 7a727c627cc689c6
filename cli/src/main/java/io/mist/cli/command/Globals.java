package io.mist.cli.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options of every command, before or after its name. */
public final class Globals {

    enum Format {
        table,
        json
    }

    @Option(
            names = "--server",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "The server; default: MIST_SERVER, else http://localhost:2004.")
    @Nullable
    String server;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "json|table",
            scope = ScopeType.INHERIT,
            description = "Tables, or the server's JSON, for problems too.")
    @Nullable
    Format format;

    @Option(names = "--no-color", scope = ScopeType.INHERIT, description = "No colours, even on a terminal.")
    boolean noColour;
}
