package io.mist.worker.python;

import io.mist.protocol.ErrorKind;
import io.mist.protocol.MistException;
import java.util.Map;

/** Explains the unexpected end of a Python process. */
final class PythonEnd {

    /** A shell's and Java's way of saying that a process was ended by a signal. */
    private static final int SIGNALLED = 128;

    private static final int KILL = 9;

    private static final Map<Integer, String> SIGNALS =
            Map.of(4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", KILL, "SIGKILL", 11, "SIGSEGV", 15, "SIGTERM");

    private PythonEnd() {}

    /** @param said the last line that it has written; may be empty */
    static MistException of(int exit, String said) {
        int signal = exit - SIGNALLED;
        if (signal == KILL) {
            return MistException.resources(
                    "python-killed",
                    "the Python process was killed by signal 9 (SIGKILL): most often the system has done so because"
                            + " no memory was left; give the machine more, or let the job take less");
        }
        if (signal > 0) {
            String name = SIGNALS.getOrDefault(signal, "see kill -l");
            return MistException.job(
                    "python-crashed",
                    "the Python process was ended by signal " + signal + " (" + name + ")"
                            + (signal == 15 ? "" : ", by a fault in native code of a library") + after(said)
                            + "; the run's log has what it wrote");
        }
        return MistException.of(
                ErrorKind.JOB,
                "job-exited",
                "the Python process ended with exit code " + exit + after(said)
                        + "; a job ends by returning or raising");
    }

    private static String after(String said) {
        return said.isBlank() ? "" : ", after: " + said.strip();
    }
}
