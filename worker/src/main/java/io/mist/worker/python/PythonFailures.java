package io.mist.worker.python;

import io.mist.protocol.MistException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private PythonFailures() {}

    /** What is told in the place of an exception: why the process has ended, or what Python has raised. */
    public static Exception explain(Exception thrown, PythonProcess process) {
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < MAX_CAUSES; depth++, at = at.getCause()) {
            if (at instanceof MistException) {
                return thrown;
            }
            String message = String.valueOf(at.getMessage());
            boolean isGateway = at.getClass().getName().startsWith("py4j.");
            MistException end = isGateway ? process.endWithin(message.contains(TRACEBACK) ? 0 : END_MILLIS) : null;
            if (end != null) {
                return end;
            }
            if (message.contains(TRACEBACK)) {
                return raised(message.substring(message.indexOf(TRACEBACK)));
            }
        }
        return thrown;
    }

    /** As Python's last line says it, with the innermost place that is the job's own. */
    static MistException raised(String traceback) {
        String text = traceback.strip();
        String message = "";
        String place = "";
        for (String line : text.lines().toList()) {
            Matcher frame = FRAME.matcher(line);
            if (frame.matches()) {
                place = isLibrary(frame.group(1)) ? place : place(frame);
                message = "";
            } else if (!line.isBlank() && !Character.isWhitespace(line.charAt(0)) && !line.startsWith("Traceback")) {
                message = message.isEmpty() ? line : message + " " + line.strip();
            }
        }
        String shown = message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…";
        return MistException.job("job-failed", shown + place).causedBy(new PythonTraceback(text));
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
