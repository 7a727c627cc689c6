package io.mist.cli.command.ls;

import io.mist.cli.command.Session;
import picocli.CommandLine;

/** {@code mist ls}, which has only subcommands. */
@CommandLine.Command(name = "ls", description = "List routes, runs, workers or contexts.")
public final class Ls {

    private Ls() {}

    /** The command with its subcommands. */
    public static CommandLine tree(Session session) {
        return new CommandLine(new Ls())
                .addSubcommand(new LsRoutes(session))
                .addSubcommand(new LsRuns(session))
                .addSubcommand(new LsWorkers(session))
                .addSubcommand(new LsContexts(session));
    }
}
