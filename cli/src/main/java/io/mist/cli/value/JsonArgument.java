package io.mist.cli.value;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.cli.exit.Failure;
import io.mist.cli.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The value of {@code --json}: a JSON object, {@code @file} or {@code -} for standard input. */
public final class JsonArgument {

    /** The largest body that a server accepts by default; more is not read. */
    private static final int LARGEST = 1 << 20;

    private JsonArgument() {}

    /** An empty object if there is no argument. */
    public static ObjectNode read(@Nullable String argument, InputStream standardInput) {
        if (argument == null) {
            return Json.object();
        }
        String text = text(argument, standardInput);
        try {
            if (Json.parse(text) instanceof ObjectNode object) {
                return object;
            }
            throw Failure.usage("--json: no JSON object (expected: such as {\"name\": \"value\"})");
        } catch (Json.MalformedJson e) {
            throw Failure.usage("--json: " + e.text() + " (expected: a JSON object, @file, or - for standard input)")
                    .causedBy(e);
        }
    }

    private static String text(String argument, InputStream standardInput) {
        if (!argument.equals("-") && !argument.startsWith("@")) {
            return argument;
        }
        try (InputStream in =
                argument.equals("-") ? standardInput : Files.newInputStream(Path.of(argument.substring(1)))) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw Failure.usage("--json: " + argument + " is larger than 1 MiB, which is more than a server takes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException | InvalidPathException e) {
            throw Failure.usage("--json: cannot read " + argument + " (" + e + ")")
                    .causedBy(e);
        }
    }
}
