package io.mist.worker.python;

import io.mist.protocol.MistException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.SparkContext;
import org.jspecify.annotations.Nullable;

/**
 * The Python package {@code mist} as this worker has it within itself, so that both are always of one version: an archive in
 * a directory of this process, for Python's path here and on executors.
 */
public final class PythonPackage {

    private static final String ARCHIVE = "mist-python.zip";

    private static @Nullable Path directory;

    /** The files that the application has sent to its executors; static, as the Spark application is one per JVM. */
    private static final Set<Path> SENT = new HashSet<>();

    private PythonPackage() {}

    /** @throws MistException of kind resources, code {@code python-failed}, if there is no space for it */
    public static synchronized Path archive() {
        try {
            return directory().resolve(ARCHIVE);
        } catch (IOException e) {
            throw MistException.resources(
                            "python-failed", "the Python package of Mist cannot be laid down: " + e.getMessage())
                    .causedBy(e);
        }
    }

    /** Brings an artifact and Mist's package to all executors; returns their names for Python's path there. */
    static synchronized String onExecutors(SparkContext context, PythonArtifact artifact, String module) {
        try {
            Path job = artifact.archive(directory(), module);
            Path mist = archive();
            for (Path file : List.of(job, mist)) {
                if (!SENT.contains(file)) {
                    context.addFile(file.toString());
                    SENT.add(file);
                }
            }
            // PySpark puts each in front of those before: Mist's package is the one of this worker, whatever the job
            // brings.
            return job.getFileName() + "," + mist.getFileName();
        } catch (IOException e) {
            throw MistException.resources(
                            "python-failed", artifact.file() + " cannot be prepared for executors: " + e.getMessage())
                    .causedBy(e);
        }
    }

    private static Path directory() throws IOException {
        Path known = directory;
        if (known != null) {
            return known;
        }
        Path made = Files.createTempDirectory("mist-python-");
        try (InputStream in = PythonPackage.class.getResourceAsStream(ARCHIVE)) {
            if (in == null) {
                throw new IOException(ARCHIVE + " is missing in the worker's jar");
            }
            Files.copy(in, made.resolve(ARCHIVE), StandardCopyOption.REPLACE_EXISTING);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(made), "mist-python-files"));
        directory = made;
        return made;
    }

    private static void delete(Path directory) {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            System.err.println("mist: " + directory + " cannot be removed: " + e.getMessage());
        }
    }
}
