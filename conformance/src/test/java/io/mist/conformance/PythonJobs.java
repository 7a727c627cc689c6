package io.mist.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
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

    /** The package {@code shop} as it is in a directory, made into a wheel by setuptools. */
    static Path wheel(Path directory) {
        Path project = packaged(directory.resolve("project"));
        write(project.resolve("pyproject.toml"), """
                [build-system]
                requires = ["setuptools"]
                build-backend = "setuptools.build_meta"
                [project]
                name = "shop"
                version = "1.2"
                [tool.setuptools]
                packages = ["shop"]
                """);
        python(
                "-m",
                "pip",
                "wheel",
                "--quiet",
                "--no-deps",
                "--no-build-isolation",
                "--wheel-dir",
                directory.toString(),
                project.toString());
        return directory.resolve("shop-1.2-py3-none-any.whl");
    }

    /** The same as {@code python -m zipfile} makes it. */
    static Path zip(Path directory) {
        Path archive = directory.resolve("shop.zip");
        python("-m", "zipfile", "-c", archive.toString(), packaged(directory.resolve("zipped")) + "/shop");
        return archive;
    }

    private static Path packaged(Path directory) {
        for (String module : List.of("__init__", "prices", "till")) {
            write(directory.resolve("shop/" + module + ".py"), text("shop/" + module + ".py"));
        }
        return directory;
    }

    private static void python(String... words) {
        List<String> command = new ArrayList<>(List.of(program()));
        command.addAll(List.of(words));
        try {
            Process process = new ProcessBuilder(command).inheritIO().start();
            if (!process.waitFor(3, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new AssertionError(command + " has failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted in " + command, e);
        }
    }

    private static String text(String resource) {
        try (InputStream in = PythonJobs.class.getResourceAsStream("/python/" + resource)) {
            if (in == null) {
                throw new AssertionError("no python/" + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes or replaces a file of {@code src/test/resources/python}, in one step. */
    static Path file(Path file, String version) {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        write(beside, text(file.getFileName().toString()).replace("@VERSION@", version));
        try {
            return Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
