package io.mist.worker.python;

import io.mist.protocol.MistException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** Reads contracts from an artifact in a Python process, which prints the answer as it is handed on. */
public final class PythonDescribe {

    /** Names the Python that jobs of a context run in; the server sets it. */
    public static final String PYTHON = "MIST_PYTHON";

    private PythonDescribe() {}

    /**
     * @param arguments those of {@code describe}
     * @return the exit code
     * @throws MistException of kind resources, if there is no such Python
     */
    public static int run(List<String> arguments, PrintStream out) throws IOException {
        Process process = python().start("mist.describe", arguments, ProcessBuilder.Redirect.INHERIT);
        try {
            process.getOutputStream().close();
            process.getInputStream().transferTo(out);
            out.flush();
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw MistException.resources("describe-failed", "interrupted while reading a contract")
                    .causedBy(e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Interpreter python() {
        String chosen = System.getenv(PYTHON);
        Interpreter usual = Interpreter.of(Map.of(), System.getenv());
        return chosen == null || chosen.isBlank()
                ? usual
                : new Interpreter(chosen, "spark.pyspark.python of the context, or mist.python", usual.executors());
    }
}
