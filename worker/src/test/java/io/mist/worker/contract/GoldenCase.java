package io.mist.worker.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.protocol.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One folder of {@code golden}, at the root of the repository. */
public record GoldenCase(Class<?> job, Path folder) {

    static final Path ROOT = Path.of("..", "golden");

    public static GoldenCase of(Class<?> job, String name) {
        return new GoldenCase(job, ROOT.resolve(name));
    }

    public JsonNode file(String name) {
        return read(folder.resolve(name));
    }

    static JsonNode read(Path file) {
        try {
            return Json.parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return job.getName() + " as " + folder.getFileName();
    }
}
