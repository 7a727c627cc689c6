package io.mist.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;

/** Jobs in Python, and the Python that they run in: what {@code python/environment} has made, or {@code -Dmist.test.python}. */
final class PythonJobs {

    private PythonJobs() {}

    /** Made if need be; that takes minutes, once. */
    static String program() {
        Path made = Path.of("../python/target/venv/bin/python").toAbsolutePath().normalize();
        String chosen = System.getProperty("mist.test.python", made.toString());
        if (!Files.isExecutable(Path.of(chosen))) {
            make(chosen);
        }
        return chosen;
    }

    private static void make(String program) {
        try {
            Process making =
                    new ProcessBuilder("../python/environment").inheritIO().start();
            if (!making.waitFor(10, TimeUnit.MINUTES) || making.exitValue() != 0) {
                making.destroyForcibly();
                throw new AssertionError("python/environment has made no Python at " + program);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while Python was made", e);
        }
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
