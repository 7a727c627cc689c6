package io.mist.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end. */
final class Command {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private Command() {}

    /** How a program ended, and what it wrote. */
    record Outcome(int exit, String out, String err) {

        Outcome mustBe(int expected) {
            if (exit != expected) {
                throw new AssertionError("exit code " + exit + " (expected: " + expected + ")\n" + out + err);
            }
            return this;
        }
    }

    static Outcome run(Map<String, String> environment, List<String> words) {
        try {
            Path out = Files.createTempFile("command-", ".out");
            Path err = Files.createTempFile("command-", ".err");
            try {
                ProcessBuilder builder = new ProcessBuilder(words)
                        .redirectInput(ProcessBuilder.Redirect.from(
                                Path.of("/dev/null").toFile()))
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
                builder.environment().putAll(environment);
                Process process = builder.start();
                if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError(words + " has not ended in " + PATIENCE + "\n" + Files.readString(out)
                            + Files.readString(err));
                }
                return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + words, e);
        }
    }
}
