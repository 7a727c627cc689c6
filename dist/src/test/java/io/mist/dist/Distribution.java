package io.mist.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The directory that the build has assembled. */
final class Distribution {

    static final Path HOME =
            Path.of(Objects.requireNonNull(System.getProperty("mist.directory"), "the build sets mist.directory"));

    private Distribution() {}

    static List<String> jars(String directory) {
        return names(HOME.resolve(directory)).stream()
                .filter(name -> name.endsWith(".jar"))
                .toList();
    }

    static List<String> names(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
