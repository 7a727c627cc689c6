package io.mist.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Jobs in Python, and the Python that they run in: what {@code python/environment} has made, or {@code -Dmist.test.python}. */
final class PythonJobs {

    private PythonJobs() {}

    static String program() {
        return System.getProperty(
                "mist.test.python",
                Path.of("../python/target/venv/bin/python")
                        .toAbsolutePath()
                        .normalize()
                        .toString());
    }

    /** For a context's {@code spark-conf}. */
    static String setting() {
        return "spark.pyspark.python = \"" + program() + "\"";
    }

    /** Makes or replaces a file of {@code src/test/resources/python}, in one step. */
    static Path file(Path file, String version) {
        try (InputStream in = PythonJobs.class.getResourceAsStream("/python/" + file.getFileName())) {
            if (in == null) {
                throw new AssertionError("no python/" + file.getFileName());
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("@VERSION@", version);
            Path beside = file.resolveSibling(file.getFileName() + ".new");
            Files.createDirectories(file.getParent());
            Files.writeString(beside, text);
            return Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
