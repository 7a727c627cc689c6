package io.mist.cli.screen;

import java.io.InputStream;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Map;

/**
 * What the program got from whoever started it.
 *
 * @param isTerminal whether a person looks at the output as it comes
 */
public record Shell(
        InputStream in, PrintWriter out, PrintWriter err, Map<String, String> env, boolean isTerminal, Clock clock) {

    /** Whether colours are wanted, as far as the surroundings tell: https://no-color.org and TERM. */
    public boolean allowsColour() {
        return isTerminal
                && env.getOrDefault("NO_COLOR", "").isEmpty()
                && !env.getOrDefault("TERM", "").equals("dumb");
    }
}
