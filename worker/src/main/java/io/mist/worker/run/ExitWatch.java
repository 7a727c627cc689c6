package io.mist.worker.run;

import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A shutdown hook that finds the caller of {@code System.exit}: its thread still waits there. */
final class ExitWatch implements Runnable {

    private final BiConsumer<@Nullable Thread, String> finding;
    private volatile boolean armed = true;

    ExitWatch(BiConsumer<@Nullable Thread, String> finding) {
        this.finding = finding;
    }

    /** From now on the worker itself ends the process. */
    void disarm() {
        armed = false;
    }

    @Override
    public void run() {
        if (!armed) {
            return;
        }
        for (Map.Entry<Thread, StackTraceElement[]> entry :
                Thread.getAllStackTraces().entrySet()) {
            StackTraceElement caller = callerOfExit(entry.getValue());
            if (caller != null) {
                finding.accept(
                        entry.getKey(),
                        "(at " + caller.getClassName() + "." + caller.getMethodName() + ", " + caller.getFileName()
                                + ":" + caller.getLineNumber() + ")");
                return;
            }
        }
    }

    private static @Nullable StackTraceElement callerOfExit(StackTraceElement[] stack) {
        boolean exiting = false;
        for (StackTraceElement frame : stack) {
            boolean isExit = frame.getClassName().equals("java.lang.System")
                    || frame.getClassName().equals("java.lang.Runtime");
            if (isExit
                    && (frame.getMethodName().equals("exit")
                            || frame.getMethodName().equals("halt"))) {
                exiting = true;
            } else if (exiting && !isExit) {
                return frame;
            }
        }
        return null;
    }
}
