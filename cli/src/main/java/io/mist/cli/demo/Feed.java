package io.mist.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** Puts chunks into the watched directory as files, each of which is there whole or not at all. For one thread. */
final class Feed {

    /** Older files have long been read; a demo that runs all night does not fill the disk. */
    static final int KEPT_FILES = 100;

    private final Path directory;
    private final Deque<Path> kept = new ArrayDeque<>();
    private int number;

    Feed(Path directory) {
        this.directory = directory;
    }

    void put(Chunk chunk) throws IOException {
        number++;
        String name = String.format(Locale.ROOT, "chunk-%06d.log", number);
        // Spark passes over names that begin with a dot, and the move within a directory is atomic.
        Path growing = Files.write(directory.resolve("." + name), chunk.bytes());
        kept.add(Files.move(growing, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE));
        while (kept.size() > KEPT_FILES) {
            Files.delete(kept.remove());
        }
    }
}
