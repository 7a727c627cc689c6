package io.mist.cli.command.live;

import io.mist.cli.command.Session;
import io.mist.cli.wire.LiveValues;
import picocli.CommandLine.Parameters;

/** {@code RUN|ROUTE}: whose live values a command is about. */
final class LiveTarget {

    static final String LABEL = "RUN|ROUTE";
    static final String DESCRIPTION = "A route (its one active run), or a run's id or its first characters.";

    @Parameters(index = "0", paramLabel = LABEL, description = DESCRIPTION)
    private String target = "";

    LiveValues values(Session session) {
        return session.live(target);
    }
}
