package io.mist.worker.run;

import io.mist.protocol.Causes;
import io.mist.protocol.ErrorKind;
import io.mist.protocol.Failures;
import io.mist.protocol.MistException;
import io.mist.protocol.wire.Failure;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** Describes why a run failed, so that its reader knows what to correct. */
final class RunFailure {

    private static final int MAX_TRACE = 32_768;
    private static final int MAX_MESSAGE = 2_000;

    private RunFailure() {}

    static Failure describe(Throwable error, boolean restartable) {
        Throwable cause = unwrap(error);
        MistException known = cause instanceof MistException mist ? mist : thrown(cause);
        return Failures.toWire(known).toBuilder()
                .setStackTrace(trace(error))
                .setRestartable(restartable && known.kind() != ErrorKind.CALLER)
                .build();
    }

    /** Spark wraps what a job threw, on executors several times; the innermost cause is what happened. */
    private static Throwable unwrap(Throwable error) {
        List<Throwable> causes = Causes.of(error);
        for (Throwable cause : causes) {
            if (cause instanceof MistException) {
                return cause;
            }
        }
        Throwable innermost = causes.get(causes.size() - 1);
        return innermost.getMessage() != null || error.getMessage() == null ? innermost : lastWithMessage(causes);
    }

    private static Throwable lastWithMessage(List<Throwable> causes) {
        return causes.stream()
                .filter(cause -> cause.getMessage() != null)
                .reduce((one, later) -> later)
                .orElseThrow();
    }

    private static MistException thrown(Throwable error) {
        if (error instanceof ClassNotFoundException || error instanceof LinkageError) {
            return MistException.of(
                    ErrorKind.JOB, "job-not-loadable", "the job needs a class that is not there: " + text(error));
        }
        if (error instanceof OutOfMemoryError) {
            return MistException.resources(
                    "out-of-memory", text(error) + " (raise spark.driver.memory of the context)");
        }
        return MistException.of(ErrorKind.JOB, "job-failed", text(error) + place(error));
    }

    private static String text(Throwable error) {
        String name = error.getClass().getName();
        String shortName = name.startsWith("java.lang.") ? error.getClass().getSimpleName() : name;
        String message = error.getMessage() == null
                ? shortName
                : shortName + ": " + error.getMessage().strip();
        return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…";
    }

    /** The first frame outside the JDK, Spark, Scala and Mist: most likely the job's own line. */
    private static String place(Throwable error) {
        for (StackTraceElement frame : error.getStackTrace()) {
            if (!isLibrary(frame.getClassName())) {
                return " (at " + frame.getClassName() + "." + frame.getMethodName() + ", " + frame.getFileName() + ":"
                        + frame.getLineNumber() + ")";
            }
        }
        return "";
    }

    static boolean isLibrary(String className) {
        return List.of(
                        "java.",
                        "javax.",
                        "jdk.",
                        "sun.",
                        "scala.",
                        "org.apache.spark.",
                        "io.mist.worker.",
                        "io.mist.api.",
                        "io.mist.protocol.",
                        "io.hydrosphere.mist.lib.")
                .stream()
                .anyMatch(className::startsWith);
    }

    private static String trace(Throwable error) {
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text));
        String trace = text.toString();
        return trace.length() <= MAX_TRACE ? trace : trace.substring(0, MAX_TRACE) + "…";
    }
}
