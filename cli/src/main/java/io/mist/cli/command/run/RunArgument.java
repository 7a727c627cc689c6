package io.mist.cli.command.run;

import io.mist.cli.command.Session;
import picocli.CommandLine.Parameters;

/** {@code RUN}: which run a command is about. */
final class RunArgument {

    @Parameters(paramLabel = "RUN", description = "The run's id, or its first characters (at least 4).")
    private String run = "";

    /** The whole id, which the server is asked for if only its start was given. */
    String id(Session session) {
        return session.runs().id(run);
    }
}
