package io.mist.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The Python of the tests, with PySpark: what {@code python/environment} has made, or {@code -Dmist.test.python}. */
public final class TestPython {

    private TestPython() {}

    public static String program() {
        return System.getProperty(
                "mist.test.python",
                Path.of("../python/target/venv/bin/python")
                        .toAbsolutePath()
                        .normalize()
                        .toString());
    }

    /** Makes it once if it is missing, which takes minutes; a second caller waits for the first. */
    public static void require() {
        if (System.getProperty("mist.test.python") != null) {
            return;
        }
        try {
            Process making =
                    new ProcessBuilder("../python/environment").inheritIO().start();
            if (!making.waitFor(10, TimeUnit.MINUTES) || making.exitValue() != 0) {
                making.destroyForcibly();
                throw new AssertionError("python/environment has made no Python at " + program());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while Python was made", e);
        }
    }
}
