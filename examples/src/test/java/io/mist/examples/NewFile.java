package io.mist.examples;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Puts files into a directory that a stream watches. */
final class NewFile {

    private NewFile() {}

    // region put
    /** A stream reads each file once, so it must be whole when it comes: files with a leading dot are passed over. */
    static void put(Path file, String text) throws IOException {
        put(file, text.getBytes(StandardCharsets.UTF_8));
    }

    static void put(Path file, byte[] bytes) throws IOException {
        Path hidden = file.resolveSibling("." + file.getFileName());
        Files.write(hidden, bytes);
        Files.move(hidden, file, ATOMIC_MOVE);
    }
    // endregion
}
