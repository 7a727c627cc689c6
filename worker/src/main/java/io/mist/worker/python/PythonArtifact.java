package io.mist.worker.python;

import io.mist.protocol.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A file that holds jobs in Python: one module, or an archive of packages. */
public final class PythonArtifact {

    private static final Set<String> ARCHIVES = Set.of("zip", "whl", "egg");
    private static final int SHOWN_OF_DIGEST = 32;

    private final Path file;

    public PythonArtifact(Path file) {
        this.file = file;
    }

    /** Whether a file is such an artifact, by its name. */
    public static boolean is(Path file) {
        String kind = kind(file);
        return kind.equals("py") || ARCHIVES.contains(kind);
    }

    private static String kind(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    public Path file() {
        return file;
    }

    /** The digest of its content, which tells Python processes of two versions apart. */
    public String digest() {
        try (InputStream content = Files.newInputStream(file)) {
            return Digests.sha256(content).substring(0, SHOWN_OF_DIGEST);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /**
     * Returns an archive of it for Python's path on executors, named by its content.
     *
     * @param module the name of a file that is one module, beside the driver: its own name may be that of another module
     */
    Path archive(Path directory, String module) throws IOException {
        boolean isArchive = ARCHIVES.contains(kind(file));
        Path archive = directory.resolve("mist-job-" + digest() + (isArchive ? "" : "-" + module) + ".zip");
        if (Files.exists(archive)) {
            return archive;
        }
        Path beside = Files.createTempFile(directory, "job-", ".tmp");
        if (isArchive) {
            Files.copy(file, beside, StandardCopyOption.REPLACE_EXISTING);
        } else {
            try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(beside))) {
                out.putNextEntry(new ZipEntry(module + ".py"));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
        return Files.move(beside, archive, StandardCopyOption.ATOMIC_MOVE);
    }
}
