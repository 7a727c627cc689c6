package io.mist.server.route;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.mist.protocol.Problem;
import io.mist.server.config.HoconText;
import io.mist.server.config.Section;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the text of a {@code router.conf}. */
public final class RouterReader {

    /** The form of a route's name. */
    static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");

    /** The rest shows up when these are mended. */
    private static final int MAX_PROBLEMS = 100;

    private static final String NAME_RULE =
            "lower-case letters, digits, hyphens, underscores and dots, a letter or digit first, at most 100 characters";

    /**
     * What a text says.
     *
     * @param routes those that can be read, by name, in the order of the file; the file as a whole is good only if
     *     there is no problem
     * @param problems in the order of the file, each with its line as path
     */
    public record Reading(Map<String, RouteDefinition> routes, List<Problem> problems) {

        public Reading {
            routes = Collections.unmodifiableMap(new LinkedHashMap<>(routes));
            problems = List.copyOf(problems);
        }

        public boolean isGood() {
            return problems.isEmpty();
        }
    }

    private record Found(int line, String message) {}

    private final List<Found> found = new ArrayList<>();
    private final Map<String, RouteDefinition> routes = new LinkedHashMap<>();

    private RouterReader() {}

    /**
     * Reads a text. Never throws.
     *
     * @param fileName the file's path; relative artifacts are relative to its directory
     */
    public static Reading read(String text, String fileName) {
        Path file = Path.of(fileName);
        var hocon = HoconText.parse(
                String.valueOf(file.getFileName()), Optional.ofNullable(file.getParent()), text, Map.of());
        var reader = new RouterReader();
        hocon.faults().forEach(f -> reader.found.add(new Found(f.line(), f.message())));
        reader.readAll(Section.root(hocon, reader::wrong), List.of());
        return reader.reading();
    }

    private void wrong(List<String> path, int line, String message) {
        found.add(new Found(line, Section.dotted(path) + ": " + message));
    }

    private Reading reading() {
        List<Problem> problems = found.stream()
                .sorted(Comparator.comparingInt(Found::line))
                .limit(MAX_PROBLEMS)
                .map(f -> new Problem(f.line() > 0 ? "line " + f.line() : "", f.message()))
                .toList();
        return new Reading(routes, problems);
    }

    /** HOCON makes sections of a name with dots; such a section holds nothing but sections. */
    private void readAll(Section section, List<String> above) {
        for (String key : section.keys()) {
            var path = new ArrayList<>(above);
            path.add(key);
            Optional<ConfigValue> value = section.value(key);
            if (value.isPresent() && value.get() instanceof ConfigObject object) {
                if (isPartOfName(object)) {
                    readAll(section.section(key), path);
                } else {
                    readRoute(section, key, String.join(".", path));
                }
            } else if (value.isPresent()) {
                section.wrong(key, "not a route (expected: " + key + " { path = \"…\", className = \"…\" })");
            }
        }
    }

    private static boolean isPartOfName(ConfigObject object) {
        return !object.isEmpty()
                && object.values().stream().allMatch(ConfigObject.class::isInstance)
                && object.keySet().stream().noneMatch(RouteSection.KEYS::contains);
    }

    private void readRoute(Section section, String key, String name) {
        if (!NAME.matcher(name).matches()) {
            section.wrong(key, Section.show(name) + " cannot be a route's name (expected: " + NAME_RULE + ")");
        } else if (routes.containsKey(name)) {
            section.wrong(key, "there is a route of this name on line " + line(name) + " already");
        }
        int before = found.size();
        RouteDefinition route = new RouteSection(name, section.section(key)).read();
        if (found.size() == before && NAME.matcher(name).matches()) {
            routes.putIfAbsent(name, route);
        }
    }

    private int line(String name) {
        RouteDefinition route = routes.get(name);
        return route == null ? 0 : route.line();
    }
}
