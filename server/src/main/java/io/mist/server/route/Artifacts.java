package io.mist.server.route;

import io.mist.protocol.Digests;
import io.mist.protocol.ErrorKind;
import io.mist.protocol.MistException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;

/**
 * Brings artifacts here: a copy per content, named by its SHA-256. A process that runs a copy is not disturbed when the
 * original is replaced. Safe for any thread.
 */
public final class Artifacts {

    /** A file that changes while it is copied is copied again so often. */
    private static final int MAX_COPIES = 5;

    private static final String EXPECTED = "a .jar, .py, .zip, .whl or .egg";

    private final Path directory;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    /** The state of the original when it was copied. */
    private record Stamp(long modified, long size) {}

    private record Known(Stamp stamp, Artifact artifact) {}

    /** @param directory for the copies */
    public Artifacts(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    /**
     * The artifact as it is now.
     *
     * @param path an absolute path, or a URI with a scheme that Hadoop knows, such as {@code hdfs:}
     * @throws MistException code {@code artifact-not-found} or {@code artifact-not-readable}
     */
    public Artifact resolve(String path) {
        try {
            return path.matches("[a-zA-Z][a-zA-Z0-9+.-]+:.*") && !path.startsWith("file:")
                    ? resolve(path, new HadoopFile(path))
                    : resolve(path, new LocalFile(Path.of(path.replaceFirst("^file:(//)?", ""))));
        } catch (NoSuchFileException | FileNotFoundException e) {
            throw MistException.of(
                            ErrorKind.RESOURCES,
                            "artifact-not-found",
                            path + ": no such file (expected: " + EXPECTED + ")")
                    .causedBy(e);
        } catch (IOException | InvalidPathException e) {
            throw MistException.of(ErrorKind.RESOURCES, "artifact-not-readable", path + ": " + e.getMessage())
                    .causedBy(e);
        }
    }

    private Artifact resolve(String path, Original original) throws IOException {
        for (int copies = 0; copies < MAX_COPIES; copies++) {
            Stamp stamp = original.stamp();
            Known last = known.get(path);
            if (last != null && last.stamp.equals(stamp) && Files.exists(last.artifact.copy())) {
                return last.artifact;
            }
            Artifact artifact = copy(original);
            if (original.stamp().equals(stamp)) {
                known.put(path, new Known(stamp, artifact));
                return artifact;
            }
        }
        throw new IOException("it keeps changing while it is copied (replace it in one step: copy beside, then mv)");
    }

    private Artifact copy(Original original) throws IOException {
        Path temporary = Files.createTempFile(directory, "incoming-", ".tmp");
        try {
            MessageDigest digest = Digests.newSha256();
            try (InputStream in = original.open();
                    OutputStream out = new DigestOutputStream(Files.newOutputStream(temporary), digest)) {
                in.transferTo(out);
            }
            String sha = HexFormat.of().formatHex(digest.digest());
            Path copy = directory.resolve(sha).resolve(original.name());
            Files.createDirectories(copy.getParent());
            if (!Files.exists(copy)) {
                Files.move(temporary, copy, StandardCopyOption.ATOMIC_MOVE);
            }
            return new Artifact(sha, copy.toAbsolutePath());
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private interface Original {
        String name();

        Stamp stamp() throws IOException;

        InputStream open() throws IOException;
    }

    private record LocalFile(Path path) implements Original {

        @Override
        public String name() {
            return String.valueOf(path.getFileName());
        }

        @Override
        public Stamp stamp() throws IOException {
            if (Files.isDirectory(path)) {
                throw new IOException("is a directory (expected: " + EXPECTED + ")");
            }
            return new Stamp(Files.getLastModifiedTime(path).toMillis(), Files.size(path));
        }

        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(path);
        }
    }

    /** In a class of its own, so that Hadoop is loaded only when a route needs it. */
    private static final class HadoopFile implements Original {

        private final org.apache.hadoop.fs.Path path;
        private final FileSystem files;

        HadoopFile(String uri) throws IOException {
            this.path = new org.apache.hadoop.fs.Path(URI.create(uri));
            Configuration configuration = new Configuration();
            // A name node that is away is reported within seconds, not after Hadoop's ten minutes.
            configuration.setInt("ipc.client.connect.max.retries", 2);
            configuration.setInt("ipc.client.connect.max.retries.on.timeouts", 1);
            configuration.setInt("ipc.client.connect.timeout", 5_000);
            this.files = FileSystem.get(path.toUri(), configuration);
        }

        @Override
        public String name() {
            return path.getName();
        }

        @Override
        public Stamp stamp() throws IOException {
            FileStatus status = files.getFileStatus(path);
            return new Stamp(status.getModificationTime(), status.getLen());
        }

        @Override
        public InputStream open() throws IOException {
            return files.open(path);
        }
    }
}
