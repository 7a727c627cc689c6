package io.mist.cli.value;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import io.mist.cli.exit.Exit;
import io.mist.cli.exit.Failure;
import io.mist.cli.exit.Failure.Problem;
import io.mist.cli.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Routes as written in {@code router.conf}, or in JSON: names and definitions. */
public final class RouteFiles {

    private static final String EXPECTED = "not a route (expected: name { path = \"…\", className = \"…\" })";

    private final Map<String, ObjectNode> routes = new LinkedHashMap<>();
    private final Map<String, Path> origins = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private RouteFiles() {}

    /**
     * All routes of all files, in the order of the files and of their names there; relative artifacts are relative to their file.
     *
     * @param paths files, or directories with {@code *.conf} and {@code *.json}
     * @throws Failure with all problems of all files
     */
    public static Map<String, ObjectNode> read(List<Path> paths) {
        RouteFiles reading = new RouteFiles();
        paths.forEach(reading::readPath);
        if (!reading.problems.isEmpty()) {
            throw Failure.of(Exit.USAGE, "invalid-routes", "the files have problems", reading.problems);
        }
        return reading.routes;
    }

    private void wrong(Path file, String message) {
        problems.add(new Problem(file.toString(), message));
    }

    private void readPath(Path path) {
        if (!Files.isDirectory(path)) {
            readFile(path);
            return;
        }
        try (Stream<Path> files = Files.list(path)) {
            List<Path> found = files.filter(file -> file.toString().matches(".*\\.(conf|json)"))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                wrong(path, "no routes in it (expected: files *.conf or *.json)");
            }
            found.forEach(this::readFile);
        } catch (IOException e) {
            wrong(path, "cannot be read: " + e.getMessage());
        }
    }

    private void readFile(Path file) {
        if (!Files.isRegularFile(file)) {
            wrong(file, "no such file");
            return;
        }
        try {
            String json =
                    ConfigFactory.parseFile(file.toFile()).resolve().root().render(ConfigRenderOptions.concise());
            readAll(file, "", Json.parse(json));
        } catch (ConfigException e) {
            wrong(file, String.valueOf(e.getMessage()));
        } catch (Json.MalformedJson e) {
            wrong(file, e.text());
        }
    }

    /** A name with dots is written as objects within objects. */
    private void readAll(Path file, String above, JsonNode node) {
        node.properties().forEach(entry -> {
            String name = above + entry.getKey();
            JsonNode value = entry.getValue();
            if (value instanceof ObjectNode route && (route.has("path") || route.has("className"))) {
                add(file, name, route);
            } else if (isPartOfName(value)) {
                readAll(file, name + ".", value);
            } else {
                wrong(file, name + ": " + EXPECTED);
            }
        });
    }

    private static boolean isPartOfName(JsonNode node) {
        return node.isObject()
                && !node.isEmpty()
                && node.properties().stream().allMatch(entry -> entry.getValue().isObject());
    }

    private void add(Path file, String name, ObjectNode definition) {
        Path other = origins.putIfAbsent(name, file);
        if (other != null) {
            wrong(file, name + ": is defined in " + other + " already");
            return;
        }
        String path = definition.path("path").asText();
        if (!path.isEmpty() && !path.matches("[a-zA-Z][a-zA-Z0-9+.-]+:.*")) {
            definition.put(
                    "path",
                    file.toAbsolutePath().resolveSibling(path).normalize().toString());
        }
        routes.put(name, definition);
    }
}
