package io.mist.worker.python;

import io.mist.protocol.MistException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds out what has happened in Python behind an exception of Spark or of the gateway. */
public final class PythonFailures {

    private static final String TRACEBACK = "Traceback (most recent call last)";

    /** A process that breaks its connections is about to end. */
    private static final long END_MILLIS = 2_000;

    private static final int MAX_MESSAGE = 2_000;

    /** Causes may go round in a circle. */
    private static final int MAX_CAUSES = 100;

    private static final Pattern FRAME = Pattern.compile("^ +File \"([^\"]+)\", line (\\d+), in (.+)$");

    /** What Spark writes behind it. */
    private static final Pattern AFTER = Pattern.compile("\\s*$|\\tat |=== |Driver stacktrace");

    private PythonFailures() {}

    /**
     * What is told in the place of an exception: why the process has ended, or what Python has raised.
     *
     * @param raised what a function has told that was called from here, if one has
     */
    public static Exception explain(Exception thrown, PythonProcess process, @Nullable MistException raised) {
        for (Throwable at : chain(thrown)) {
            if (at instanceof MistException) {
                return thrown;
            }
            boolean isTold = String.valueOf(at.getMessage()).contains(TRACEBACK);
            boolean isGateway = at.getClass().getName().startsWith("py4j.");
            if (isGateway && raised != null) {
                return raised;
            }
            MistException end = isGateway && !isTold ? process.endWithin(END_MILLIS) : null;
            if (end != null) {
                return end;
            }
        }
        MistException inTask = raised(thrown);
        return inTask == null ? thrown : inTask;
    }

    /** What Python tells of an exception that it has from here: such a one's own kind and code, or what a task has raised. */
    public static MistException told(MistException told, Throwable thrown) {
        for (Throwable at : chain(thrown)) {
            if (at instanceof MistException known) {
                known.addSuppressed(told);
                return known;
            }
        }
        MistException raised = raised(thrown);
        MistException failure = raised == null ? told : raised;
        failure.addSuppressed(raised == null ? thrown : told);
        return failure;
    }

    private static List<Throwable> chain(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                .limit(MAX_CAUSES)
                .toList();
    }

    private static @Nullable MistException raised(Throwable thrown) {
        return chain(thrown).stream()
                .map(at -> String.valueOf(at.getMessage()))
                .filter(message -> message.contains(TRACEBACK))
                .findFirst()
                .map(message -> raised(message.substring(message.indexOf(TRACEBACK))))
                .orElse(null);
    }

    /** As Python's last lines say it, with the innermost place that is the job's own. */
    static MistException raised(String traceback) {
        String place = "";
        StringBuilder told = new StringBuilder();
        for (String line : traceback.lines().toList()) {
            Matcher frame = FRAME.matcher(line);
            if (frame.matches()) {
                place = isLibrary(frame.group(1)) ? place : place(frame);
                told.setLength(0);
            } else if (AFTER.matcher(line).lookingAt()) {
                break;
            } else if (!line.startsWith(" ") && !line.startsWith(TRACEBACK)) {
                told.append(told.isEmpty() ? "" : " ").append(line.strip());
            }
        }
        String message = told.toString();
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
