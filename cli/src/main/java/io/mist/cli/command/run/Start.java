package io.mist.cli.command.run;

import io.mist.cli.command.Session;
import picocli.CommandLine;

/** {@code mist start}, which has only subcommands. */
@CommandLine.Command(name = "start", description = "Start a job.")
public final class Start {

    private Start() {}

    /** The command with its subcommand. */
    public static CommandLine tree(Session session) {
        return new CommandLine(new Start()).addSubcommand(new StartJob(session));
    }
}
