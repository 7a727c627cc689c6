package jobs;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * A file of what one attempt has seen of one part of an epoch. Each line is out of the process at once, so that a kill
 * leaves what was seen until then; the file's name shows whether it is whole.
 */
final class Note implements AutoCloseable {

    private final Path file;
    private final BufferedWriter writer;

    private Note(Path file) throws IOException {
        this.file = file;
        this.writer = Files.newBufferedWriter(file);
    }

    static Note open(String directory, String query, long epoch, String part) throws IOException {
        Path here = Files.createDirectories(Path.of(directory, "notes", query, String.valueOf(epoch)));
        return new Note(here.resolve(part + "." + UUID.randomUUID() + ".cut"));
    }

    void line(long offset, long version, String columns, String gets, long folded) throws IOException {
        writer.write(offset + "\t" + version + "\t" + columns + "\t" + gets + "\t" + folded + "\n");
        writer.flush();
    }

    void whole() throws IOException {
        writer.close();
        String name = file.getFileName().toString();
        Files.move(file, file.resolveSibling(name.replaceFirst("cut$", "whole")));
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
