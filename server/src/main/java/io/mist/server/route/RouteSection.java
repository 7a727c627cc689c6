package io.mist.server.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import io.mist.protocol.Json;
import io.mist.server.config.ContextConfig;
import io.mist.server.config.RestartConfig;
import io.mist.server.config.Section;
import io.mist.server.config.Units;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one route. */
final class RouteSection {

    static final Set<String> KEYS = Set.of(
            "path",
            "className",
            "class-name",
            "namespace",
            "context",
            "parameters",
            "defaults",
            "live",
            "trigger",
            "restart",
            "outputs",
            "inputs");

    private static final String DEFAULT_NAMESPACE = "default";
    private static final String REAL_TIME = "real-time";
    private static final Set<String> TRIGGERS = Set.of("available-now", "once", REAL_TIME);
    private static final Duration LONGEST_TRIGGER = Duration.ofDays(1);
    /** Spark takes no shorter batches in real time. */
    private static final Duration SHORTEST_REAL_TIME = Duration.ofSeconds(5);

    private final String name;
    private final Section section;

    RouteSection(String name, Section section) {
        this.name = name;
        this.section = section;
    }

    /** What is wrong goes into the section's report; the result counts only if nothing is. */
    RouteDefinition read() {
        var route = new RouteDefinition(
                name,
                required("path", section.location("path"), "the file that holds the job"),
                className(),
                namespace(),
                json("parameters"),
                json("defaults"),
                json("live"),
                trigger(),
                restart(),
                ChannelSections.outputs(section.section("outputs")),
                ChannelSections.inputs(section.section("inputs")),
                section.line());
        rejectTwice(route);
        adviseQuotes();
        section.rejectUnknown();
        return route;
    }

    private String required(String key, Optional<String> value, String what) {
        if (value.isEmpty() && !isWrongAlready(key)) {
            section.wrong(key, "missing (expected: " + what + ")");
        }
        return value.orElse("");
    }

    private boolean isWrongAlready(String key) {
        return section.value(key).isPresent();
    }

    private String className() {
        Optional<String> className = either("className", "class-name");
        className
                .filter(c -> !isClassName(c))
                .ifPresent(c -> section.wrong(
                        section.value("className").isPresent() ? "className" : "class-name",
                        Section.show(c) + " (expected: the name of a class or object with its package, such as"
                                + " \"com.example.LogAlerts\" or \"LogAlerts$\", or of a Python function, such as \"log_alerts\" or"
                                + " \"package.module:log_alerts\")"));
        if (section.value("class-name").isPresent()) {
            return className.orElse("");
        }
        return required("className", className, "the class or object that is the job, or the Python function");
    }

    /** A function in a package of Python is {@code package.module:function}. */
    private static boolean isClassName(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return isDotted(text);
        }
        String function = text.substring(colon + 1);
        return isDotted(text.substring(0, colon)) && isDotted(function) && !function.contains(".");
    }

    private static boolean isDotted(String text) {
        return !text.endsWith(".")
                && List.of(text.split("\\.", -1)).stream()
                        .allMatch(part -> !part.isEmpty()
                                && Character.isJavaIdentifierStart(part.codePointAt(0))
                                && part.codePoints().allMatch(RouteSection::isInName));
    }

    private static boolean isInName(int codePoint) {
        return Character.isJavaIdentifierPart(codePoint) && !Character.isIdentifierIgnorable(codePoint);
    }

    private String namespace() {
        String namespace = either("namespace", "context").orElse(DEFAULT_NAMESPACE);
        if (!ContextConfig.NAME.matcher(namespace).matches()) {
            section.wrong(
                    section.value("namespace").isPresent() ? "namespace" : "context",
                    Section.show(namespace) + " (expected: " + ContextConfig.NAME_RULE + ")");
        }
        return namespace;
    }

    private Optional<String> either(String key, String otherKey) {
        Optional<String> value = section.text(key);
        Optional<String> other = section.text(otherKey);
        if (value.isPresent() && other.isPresent()) {
            section.wrong(otherKey, "means the same as '" + key + "', which is there too; leave one of both out");
        }
        return value.or(() -> other);
    }

    private Optional<String> trigger() {
        return section.text("trigger").flatMap(t -> {
            Optional<String> trigger =
                    TRIGGERS.contains(t) ? Optional.of(t) : realTime(t).or(() -> processingTime(t));
            if (trigger.isEmpty()) {
                section.wrong("trigger", Section.show(t) + " (expected: " + expectedFor(t) + ")");
            }
            return trigger;
        });
    }

    private static String expectedFor(String trigger) {
        return trigger.startsWith(REAL_TIME)
                ? "\"real-time\", alone or with the length of its batches, from " + Units.text(SHORTEST_REAL_TIME)
                        + " to " + Units.text(LONGEST_TRIGGER) + ", such as \"real-time 1 minute\""
                : "a duration with its unit of at most " + Units.text(LONGEST_TRIGGER)
                        + ", such as \"1 second\" or \"500 ms\", or \"available-now\", \"once\" or \"real-time\"";
    }

    private static Optional<String> realTime(String text) {
        return text.startsWith(REAL_TIME + " ")
                ? Units.duration(text.substring(REAL_TIME.length()).strip())
                        .filter(d -> d.compareTo(LONGEST_TRIGGER) <= 0 && d.compareTo(SHORTEST_REAL_TIME) >= 0)
                        .map(d -> REAL_TIME + " " + d.toMillis() + " milliseconds")
                : Optional.empty();
    }

    private static Optional<String> processingTime(String text) {
        return Units.duration(text)
                .filter(d -> d.compareTo(LONGEST_TRIGGER) <= 0 && d.toNanosPart() % 1_000_000 == 0)
                .map(d -> d.toMillis() + " milliseconds");
    }

    private RouteDefinition.Restart restart() {
        Section restart = section.section("restart");
        boolean isSet = restart.value("max-restarts").isPresent();
        int maxRestarts = restart.integer("max-restarts", 0, 0, RestartConfig.MOST_RESTARTS);
        var result = new RouteDefinition.Restart(
                isSet ? OptionalInt.of(maxRestarts) : OptionalInt.empty(),
                restart.duration("backoff", Duration.ZERO, RestartConfig.LONGEST_BACKOFF));
        restart.rejectUnknown();
        return result;
    }

    private ObjectNode json(String key) {
        Section values = section.section(key);
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        values.keys()
                .forEach(k -> values.value(k)
                        .map(v -> json(values, k, v))
                        .or(() -> Optional.of(object.nullNode()))
                        .ifPresent(v -> object.set(k, v)));
        return object;
    }

    private static JsonNode json(Section values, String key, ConfigValue value) {
        JsonNodeFactory nodes = Json.MAPPER.getNodeFactory();
        return switch (value.valueType()) {
            case OBJECT -> {
                ObjectNode object = nodes.objectNode();
                ((ConfigObject) value).forEach((k, v) -> object.set(k, json(values, key, v)));
                yield object;
            }
            case LIST -> {
                var array = nodes.arrayNode();
                ((ConfigList) value).forEach(v -> array.add(json(values, key, v)));
                yield array;
            }
            case NUMBER ->
                Section.number(value).map(n -> number(value.unwrapped(), n)).orElseGet(() -> {
                    values.wrong(key, "a number that is too large or too small (expected: one that 64 bits hold)");
                    return nodes.nullNode();
                });
            case BOOLEAN -> nodes.booleanNode((Boolean) value.unwrapped());
            case STRING -> nodes.textNode((String) value.unwrapped());
            case NULL -> nodes.nullNode();
        };
    }

    /** Numbers as {@link Json} reads them, so that they are equal to those of a caller. */
    private static JsonNode number(Object unwrapped, BigDecimal exact) {
        JsonNodeFactory nodes = Json.MAPPER.getNodeFactory();
        if (unwrapped instanceof Integer number) {
            return nodes.numberNode(number.intValue());
        }
        return unwrapped instanceof Long number ? nodes.numberNode(number.longValue()) : nodes.numberNode(exact);
    }

    /** In a request, parameters and live values stand side by side, so a name is one thing only. */
    private void rejectTwice(RouteDefinition route) {
        Map<String, String> seen = new LinkedHashMap<>();
        Map<String, ObjectNode> places = new LinkedHashMap<>();
        places.put("parameters", route.parameters());
        places.put("defaults", route.defaults());
        places.put("live", route.live());
        places.forEach((place, values) -> values.fieldNames().forEachRemaining(field -> {
            String other = seen.putIfAbsent(field, place);
            if (other != null) {
                section.wrong(place, "'" + field + "' is in '" + other + "' too; leave one of both out");
            }
        }));
    }

    /** {@code a.b { path = … }} beside a route {@code a} is a section of it to HOCON. */
    private void adviseQuotes() {
        for (String key : section.keys()) {
            if (!KEYS.contains(key) && looksLikeRoute(section.values().get(key))) {
                section.know(key);
                section.wrong(
                        key,
                        "unknown key; if a route of its own is meant, put double quotes around its name: "
                                + ConfigUtil.quoteString(name + "." + key));
            }
        }
    }

    private static boolean looksLikeRoute(@Nullable ConfigValue value) {
        return value instanceof ConfigObject object
                && (object.containsKey("path") || object.containsKey("className") || object.containsKey("class-name"));
    }
}
