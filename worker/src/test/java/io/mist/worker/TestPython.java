package io.mist.worker;

import java.nio.file.Files;
import java.nio.file.Path;

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

    public static void require() {
        if (!Files.isExecutable(Path.of(program()))) {
            throw new AssertionError("no Python at " + program() + " (expected: run python/environment first)");
        }
    }
}
