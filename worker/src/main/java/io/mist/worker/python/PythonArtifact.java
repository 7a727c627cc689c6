package io.mist.worker.python;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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

    /** Whether a file is one, by its name. */
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

    /** Of its content, so that Python processes of two versions are told apart. */
    public String digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (OutputStream into = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
                Files.copy(file, into);
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, SHOWN_OF_DIGEST);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /**
     * An archive of it that executors put on Python's path, named by its content.
     *
     * @param module what a file that is one module is called beside the driver: its own name is that of another module, maybe
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
