package io.mist.worker.python;

import io.mist.protocol.Causes;
import io.mist.protocol.MistException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds what has happened in Python behind an exception of Spark or of the gateway. */
public final class PythonFailures {

    private static final String TRACEBACK = "Traceback (most recent call last)";

    /** How long a process that breaks its connections may take to end. */
    private static final long END_MILLIS = 2_000;

    private static final int MAX_MESSAGE = 2_000;

    private static final Pattern FRAME = Pattern.compile("^ +File \"([^\"]+)\", line (\\d+), in (.+)$");

    /** What Spark writes after a traceback. */
    private static final Pattern AFTER = Pattern.compile("\\s*$|\\tat |=== |Driver stacktrace");

    private PythonFailures() {}

    /**
     * Returns what explains an exception: why the process has ended, or what Python has raised.
     *
     * @param raised what a function has raised that was called from here, if one has
     */
    public static Exception explain(Exception thrown, PythonProcess process, @Nullable MistException raised) {
        for (Throwable at : Causes.of(thrown)) {
            if (at instanceof MistException) {
                return thrown;
            }
            boolean isReported = String.valueOf(at.getMessage()).contains(TRACEBACK);
            boolean isGateway = at.getClass().getName().startsWith("py4j.");
            if (isGateway && raised != null) {
                return raised;
            }
            MistException end = isGateway && !isReported ? process.endWithin(END_MILLIS) : null;
            if (end != null) {
                return end;
            }
        }
        MistException inTask = raised(thrown);
        return inTask == null ? thrown : inTask;
    }

    /**
     * Merges Python's report of an exception that came from this process with the exception: its own kind and code count, or
     * what a task has raised.
     */
    public static MistException merge(MistException report, Throwable thrown) {
        for (Throwable at : Causes.of(thrown)) {
            if (at instanceof MistException known) {
                known.addSuppressed(report);
                return known;
            }
        }
        MistException raised = raised(thrown);
        MistException failure = raised == null ? report : raised;
        failure.addSuppressed(raised == null ? thrown : report);
        return failure;
    }

    private static @Nullable MistException raised(Throwable thrown) {
        return Causes.of(thrown).stream()
                .map(at -> String.valueOf(at.getMessage()))
                .filter(message -> message.contains(TRACEBACK))
                .findFirst()
                .map(message -> raised(message.substring(message.indexOf(TRACEBACK))))
                .orElse(null);
    }

    /** Takes the message from the last lines, and adds the innermost place that is the job's own. */
    static MistException raised(String traceback) {
        String place = "";
        StringBuilder text = new StringBuilder();
        for (String line : traceback.lines().toList()) {
            Matcher frame = FRAME.matcher(line);
            if (frame.matches()) {
                place = isLibrary(frame.group(1)) ? place : place(frame);
                text.setLength(0);
            } else if (AFTER.matcher(line).lookingAt()) {
                break;
            } else if (!line.startsWith(" ") && !line.startsWith(TRACEBACK)) {
                text.append(text.isEmpty() ? "" : " ").append(line.strip());
            }
        }
        String message = text.toString();
        String shown = message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…";
        return MistException.job("job-failed", shown + place).causedBy(new PythonTraceback(traceback.strip()));
    }

    private static String place(Matcher frame) {
        String file = frame.group(1);
        return " (at " + frame.group(3) + ", " + file.substring(file.lastIndexOf('/') + 1) + ":" + frame.group(2) + ")";
    }

    private static boolean isLibrary(@Nullable String file) {
        return file == null
                || file.contains("/site-packages/")
                || file.contains("/pyspark")
                || file.contains("/py4j")
                || file.contains("mist-python.zip")
                || file.matches(".*/lib/python3[^/]*/.*")
                || file.startsWith("<");
    }
}
