package io.mist.cli;

import io.mist.cli.screen.Shell;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs the program within the test, at three minutes past noon. */
record Cli(Map<String, String> env, boolean isTerminal, String input) {

    record Outcome(int exit, String out, String err) {
        List<String> lines() {
            return out.lines().toList();
        }
    }

    static Cli against(FakeServer server) {
        return new Cli(Map.of("MIST_SERVER", server.url(), "USER", "ada"), false, "");
    }

    Cli onTerminal() {
        return new Cli(env, true, input);
    }

    Cli with(String name, String value) {
        Map<String, String> more = new HashMap<>(env);
        more.put(name, value);
        return new Cli(more, isTerminal, input);
    }

    Cli reading(String standardInput) {
        return new Cli(env, isTerminal, standardInput);
    }

    Outcome run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Shell shell = new Shell(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintWriter(out),
                new PrintWriter(err),
                env,
                isTerminal,
                Clock.fixed(Instant.parse("2026-11-22T12:03:00Z"), ZoneOffset.UTC));
        int exit = Main.run(args, shell);
        return new Outcome(exit, out.toString(), err.toString());
    }
}
