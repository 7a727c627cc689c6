package io.mist.server.route;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** The local file system, where a file may be written to while somebody reads it: {@code changing:/a/path}. */
public final class ChangingFileSystem extends RawLocalFileSystem {

    private static final Map<String, Integer> CHANGES = new ConcurrentHashMap<>();

    /** From now on, reading the file makes it longer, so many times. */
    static void changeWhileReading(Path file, int times) {
        CHANGES.put(file.toString(), times);
    }

    @Override
    public URI getUri() {
        return URI.create("changing:///");
    }

    @Override
    public String getScheme() {
        return "changing";
    }

    @Override
    public FSDataInputStream open(org.apache.hadoop.fs.Path path, int buffer) throws IOException {
        FSDataInputStream in = super.open(path, buffer);
        String file = path.toUri().getPath();
        if (CHANGES.merge(file, -1, Integer::sum) >= 0) {
            Files.writeString(Path.of(file), " and more", StandardOpenOption.APPEND);
        }
        return in;
    }
}
