package io.mist.server.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.mist.protocol.Json;
import io.mist.protocol.Problem;
import io.mist.protocol.Spelling;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks a value against a schema of a contract, and says what is wrong in words for the caller. */
public final class SchemaCheck {

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    /** More than the schemas of most servers; beyond it those that are used least are compiled again. */
    private static final int MAX_COMPILED = 1_000;

    /** Shared by the process: a schema means the same in each of its servers. */
    private static final Cache<ObjectNode, SchemaCheck> COMPILED =
            Caffeine.newBuilder().maximumSize(MAX_COMPILED).build();

    /** The digits of an integer; a long has 19. */
    private static final int MAX_DIGITS = 300;

    private final ObjectNode schema;
    private final Schema compiled;

    private SchemaCheck(ObjectNode schema) {
        this.schema = schema;
        this.compiled = REGISTRY.getSchema(schema);
    }

    /** Compiles a schema, or finds the one that was compiled for an equal schema. Safe for any thread. */
    public static SchemaCheck of(ObjectNode schema) {
        return COMPILED.get(schema, SchemaCheck::new);
    }

    /** As {@link #problems(JsonNode, String)}. */
    public static List<Problem> problems(ObjectNode schema, JsonNode value, String what) {
        return of(schema).problems(value, what);
    }

    public ObjectNode schema() {
        return schema;
    }

    /**
     * All problems at once.
     *
     * @param what what an entry of the object is called, such as "parameter"
     */
    public List<Problem> problems(JsonNode value, String what) {
        List<Problem> problems = new ArrayList<>();
        for (Error error : compiled.validate(value)) {
            problems.add(problem(error, schema, what));
        }
        reportHuge(value, "", schema, problems);
        // A value that is neither of its type nor in its range is one problem.
        return problems.stream().distinct().toList();
    }

    /** The validator compares integers as doubles do, and finds those that no double can hold in every range. */
    private static void reportHuge(JsonNode value, String path, ObjectNode schema, List<Problem> problems) {
        if (value.isBigDecimal()) {
            BigDecimal number = value.decimalValue();
            JsonNode wanted = at(schema, path);
            if (number.precision() - (long) number.scale() > MAX_DIGITS
                    && wanted.path("type").asText().equals("integer")) {
                problems.add(new Problem(path, Json.shown(value) + " (expected: " + expected(wanted) + ")"));
            }
        } else if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                reportHuge(value.get(i), path + "[" + i + "]", schema, problems);
            }
        } else if (value.isObject()) {
            value.fields()
                    .forEachRemaining(
                            entry -> reportHuge(entry.getValue(), join(path, entry.getKey()), schema, problems));
        }
    }

    private static Problem problem(Error error, ObjectNode schema, String what) {
        String path = path(error);
        String property = String.valueOf(error.getProperty());
        return switch (error.getKeyword()) {
            case "required" ->
                new Problem(
                        join(path, property), "missing (expected: " + expected(at(schema, join(path, property))) + ")");
            case "additionalProperties" -> new Problem(join(path, property), unknown(property, at(schema, path), what));
            default ->
                new Problem(
                        path, Json.shown(error.getInstanceNode()) + " (expected: " + expected(at(schema, path)) + ")");
        };
    }

    private static String unknown(String property, JsonNode schema, String what) {
        List<String> known = new ArrayList<>();
        schema.path("properties").fieldNames().forEachRemaining(known::add);
        Optional<String> close = Spelling.nearest(property, known);
        String hint = close.map(name -> "; did you mean '" + name + "'?")
                .orElse(known.isEmpty() ? "; there are none" : "; there are: " + String.join(", ", known));
        return "unknown " + what + hint;
    }

    /** {@code a.b[2]}, as a caller would write it. */
    private static String path(Error error) {
        StringBuilder path = new StringBuilder();
        var at = error.getInstanceLocation();
        for (int i = 0; i < at.getNameCount(); i++) {
            Object element = at.getElement(i);
            if (element instanceof Integer index) {
                path.append('[').append(index).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(element);
            }
        }
        return path.toString();
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** The schema of what a path names. */
    private static JsonNode at(JsonNode schema, String path) {
        JsonNode node = schema;
        for (String name : path.split("\\.")) {
            if (name.isEmpty()) {
                continue;
            }
            String property = name.replaceAll("\\[.*", "");
            node = node.path("properties").has(property)
                    ? node.path("properties").get(property)
                    : node.path("additionalProperties");
            for (int i = 0; i < name.chars().filter(c -> c == '[').count(); i++) {
                node = node.path("items");
            }
        }
        return node;
    }

    /** Describes a schema in a few words. */
    public static String expected(JsonNode schema) {
        if (schema.has("enum")) {
            List<String> values = new ArrayList<>();
            schema.get("enum").forEach(value -> values.add(value.asText()));
            return "one of " + String.join(", ", values);
        }
        String type = schema.path("type").asText("a value");
        return switch (type) {
            case "integer" -> "an integer" + range(schema);
            case "array" -> "an array, of " + plural(expected(schema.path("items")));
            case "object" -> "an object";
            case "string" ->
                schema.has("format")
                        ? "a string, " + format(schema.get("format").asText())
                        : "a string";
            case "boolean" -> "true or false";
            case "number" -> "a number" + range(schema);
            default -> type;
        };
    }

    private static String plural(String expectation) {
        return switch (expectation) {
            case "a string" -> "strings";
            case "a number" -> "numbers";
            default -> expectation;
        };
    }

    private static String format(String format) {
        return switch (format) {
            case "date-time" -> "a time such as 2026-01-31T12:00:00Z";
            case "duration" -> "a duration such as PT30S";
            case "date" -> "a date such as 2026-01-31";
            default -> format;
        };
    }

    private static String range(JsonNode schema) {
        return schema.has("minimum") && schema.has("maximum")
                ? ", " + schema.get("minimum").asText() + " to "
                        + schema.get("maximum").asText()
                : "";
    }
}
