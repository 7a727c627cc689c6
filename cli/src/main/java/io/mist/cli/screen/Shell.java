package io.mist.cli.screen;

import java.io.InputStream;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Map;

/**
 * What the program was started with.
 *
 * @param isTerminal whether the output goes to a terminal
 */
public record Shell(
        InputStream in, PrintWriter out, PrintWriter err, Map<String, String> env, boolean isTerminal, Clock clock) {

    /** Whether the environment allows colours: https://no-color.org and TERM. */
    public boolean allowsColour() {
        return isTerminal
                && env.getOrDefault("NO_COLOR", "").isEmpty()
                && !env.getOrDefault("TERM", "").equals("dumb");
    }
}
