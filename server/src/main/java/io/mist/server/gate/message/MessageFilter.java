package io.mist.server.gate.message;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which messages a reader wants: those whose fields have the values that it names. Several fields must all match; of
 * several values of one field any. Immutable; equal filters are the same.
 *
 * @param wanted texts by field, whose name is dotted where it is within another
 */
public record MessageFilter(Map<String, Set<String>> wanted) {

    /** Lets everything pass. */
    public static final MessageFilter ALL = new MessageFilter(Map.of());

    private static final int MAX_VALUES = 100;

    public MessageFilter {
        wanted = Map.copyOf(wanted);
    }

    /**
     * @param conditions each {@code field=value}
     * @throws MistException of kind caller, code {@code invalid-filter}, with all problems
     */
    public static MessageFilter parse(List<String> conditions) {
        Map<String, Set<String>> wanted = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        for (String condition : conditions) {
            int equals = condition.indexOf('=');
            if (equals <= 0) {
                problems.add(new Problem("where", "'" + condition + "' (expected: field=value)"));
            } else {
                add(wanted, condition.substring(0, equals), condition.substring(equals + 1));
            }
        }
        return checked(wanted, problems);
    }

    /**
     * @param conditions an object with a scalar, or a list of them, for each field
     * @throws MistException of kind caller, code {@code invalid-filter}, with all problems
     */
    public static MessageFilter of(JsonNode conditions) {
        Map<String, Set<String>> wanted = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        if (!conditions.isObject()) {
            problems.add(new Problem("where", conditions + " (expected: an object, {\"field\": value, …})"));
        }
        conditions.fields().forEachRemaining(field -> {
            Iterable<JsonNode> values = field.getValue().isArray() ? field.getValue() : List.of(field.getValue());
            for (JsonNode value : values) {
                if (value.isContainerNode()) {
                    problems.add(new Problem(
                            "where." + field.getKey(), value + " (expected: a text, number, boolean or null)"));
                } else {
                    add(wanted, field.getKey(), value.asText());
                }
            }
        });
        return checked(wanted, problems);
    }

    private static void add(Map<String, Set<String>> wanted, String field, String value) {
        wanted.computeIfAbsent(field, ignored -> new LinkedHashSet<>()).add(value);
    }

    private static MessageFilter checked(Map<String, Set<String>> wanted, List<Problem> problems) {
        int values = wanted.values().stream().mapToInt(Set::size).sum();
        if (values > MAX_VALUES) {
            problems.add(new Problem("where", values + " values (expected: at most " + MAX_VALUES + ")"));
        }
        if (!problems.isEmpty()) {
            throw invalid(problems);
        }
        return new MessageFilter(wanted);
    }

    private static MistException invalid(List<Problem> problems) {
        return MistException.caller("invalid-filter", "the filter has problems", problems);
    }

    /**
     * Refuses fields that messages do not have.
     *
     * @param schema of the channel's messages
     */
    public MessageFilter requireFieldsOf(JsonNode schema) {
        List<Problem> problems = new ArrayList<>();
        wanted.keySet().forEach(field -> check(field, schema, problems));
        if (!problems.isEmpty()) {
            throw invalid(problems);
        }
        return this;
    }

    private static void check(String field, JsonNode schema, List<Problem> problems) {
        JsonNode at = schema;
        for (String name : field.split("\\.", -1)) {
            JsonNode properties = at.path("properties");
            if (properties.has(name)) {
                at = properties.get(name);
            } else if (isOpen(at)) {
                return;
            } else {
                problems.add(new Problem("where." + field, "no field '" + name + "'" + thereAre(properties)));
                return;
            }
        }
    }

    /** Whether it may have fields that its schema does not name. */
    private static boolean isOpen(JsonNode schema) {
        JsonNode more = schema.path("additionalProperties");
        return schema.isEmpty() || schema.has("$ref") || more.isObject() || more.asBoolean(false);
    }

    private static String thereAre(JsonNode properties) {
        Set<String> names = new TreeSet<>();
        properties.fieldNames().forEachRemaining(names::add);
        return names.isEmpty() ? "; there are none" : " (expected: one of " + String.join(", ", names) + ")";
    }

    public boolean isAll() {
        return wanted.isEmpty();
    }

    /** Whether a message's payload, JSON text in UTF-8, is wanted. */
    public boolean takes(byte[] data) {
        return isAll() || takes(Json.parse(new String(data, StandardCharsets.UTF_8)));
    }

    public boolean takes(JsonNode data) {
        for (Map.Entry<String, Set<String>> field : wanted.entrySet()) {
            JsonNode value = at(data, field.getKey());
            if (field.getValue().stream().noneMatch(text -> isEqual(value, text))) {
                return false;
            }
        }
        return true;
    }

    private static JsonNode at(JsonNode data, String field) {
        if (data.has(field)) {
            return data.get(field);
        }
        return Arrays.stream(field.split("\\.", -1)).reduce(data, JsonNode::path, (first, second) -> second);
    }

    private static boolean isEqual(JsonNode value, String text) {
        if (value.isMissingNode()) {
            return text.equals("null");
        }
        return value.asText().equals(text) || (value.isNumber() && isNumber(value, text));
    }

    private static boolean isNumber(JsonNode value, String text) {
        // A text that is no number, or one whose digits would fill the memory.
        if (!text.matches("-?\\d{1,40}(\\.\\d{1,40})?([eE][+-]?\\d{1,3})?")) {
            return false;
        }
        return value.decimalValue().compareTo(new BigDecimal(text)) == 0;
    }
}
