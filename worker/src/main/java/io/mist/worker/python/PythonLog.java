package io.mist.worker.python;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Brings what a Python process prints to this process's own output, on a thread that belongs to the run: so it is in the run's
 * log, and in the worker's. It keeps the last of it, for when the process ends without a word.
 */
final class PythonLog {

    private static final int CHUNK = 8 << 10;
    private static final int KEPT = 2_000;

    private final InputStream printed;
    private final Thread thread;
    private final StringBuilder last = new StringBuilder();

    PythonLog(InputStream printed, String name) {
        this.printed = printed;
        this.thread = new Thread(this::run, name + "-log");
        this.thread.setDaemon(true);
        this.thread.start();
    }

    private void run() {
        byte[] chunk = new byte[CHUNK];
        try (printed) {
            for (int read = printed.read(chunk); read >= 0; read = printed.read(chunk)) {
                System.out.write(chunk, 0, read);
                System.out.flush();
                keep(new String(chunk, 0, read, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            keep("(its output cannot be read on: " + e.getMessage() + ")");
        }
    }

    private synchronized void keep(String text) {
        last.append(text);
        if (last.length() > KEPT) {
            last.delete(0, last.length() - KEPT);
        }
    }

    /** The last line that was printed; empty if there was none. Call it when the process has ended. */
    String lastLine(long patienceMillis) throws InterruptedException {
        thread.join(patienceMillis);
        synchronized (this) {
            return last.toString().lines().filter(line -> !line.isBlank()).reduce("", (first, next) -> next);
        }
    }
}
