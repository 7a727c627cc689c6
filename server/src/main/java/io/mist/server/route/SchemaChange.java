package io.mist.server.route;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.protocol.Json;
import io.mist.server.gate.ContractDifference;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Compares two schemas of a contract. For those who send, whatever the old one took the new one must take; for those who
 * read, whatever the new one allows the old one must have allowed, except that fields may be added. Confined to one thread.
 */
final class SchemaChange {

    /** The side that was written for the old schema. */
    enum Side {
        SENDERS,
        READERS
    }

    /** Keywords that do not decide which values are valid, or that have rules of their own. */
    private static final Set<String> NO_OTHER_RULE = Set.of(
            "title",
            "description",
            "default",
            "examples",
            "type",
            "enum",
            "minimum",
            "maximum",
            "format",
            "properties",
            "required",
            "additionalProperties",
            "items");

    private static final Set<String> ALL_TYPES =
            Set.of("null", "boolean", "integer", "number", "string", "array", "object");

    private final Side side;
    private final List<ContractDifference> found = new ArrayList<>();

    private SchemaChange(Side side) {
        this.side = side;
    }

    static List<ContractDifference> between(Side side, String path, JsonNode before, JsonNode after) {
        SchemaChange change = new SchemaChange(side);
        change.compare(path, before, after, false);
        return change.found;
    }

    /** Compares two objects field by field; each field says itself where it is. */
    static List<ContractDifference> betweenFields(
            Side side, UnaryOperator<String> path, JsonNode before, JsonNode after) {
        SchemaChange change = new SchemaChange(side);
        change.compareFields(path, before, after);
        return change.found;
    }

    private void add(String path, String message, boolean breaking) {
        found.add(new ContractDifference(path, message, breaking));
    }

    /** @param withoutNull whether a difference that concerns null is reported already */
    private void compare(String path, JsonNode before, JsonNode after, boolean withoutNull) {
        if (!compareTypes(path, before, after, withoutNull)) {
            return;
        }
        compareEnums(path, before, after);
        compareRanges(path, before, after);
        compareFormats(path, before, after);
        compareOtherRules(path, before, after);
        if (before.has("properties") && after.has("properties")) {
            compareFields(name -> path + "." + name, before, after);
        }
        if (before.has("items") && after.has("items")) {
            compare(path + "[]", before.get("items"), after.get("items"), false);
        }
        if (isMap(before) && isMap(after)) {
            compare(path + ".*", before.get("additionalProperties"), after.get("additionalProperties"), false);
        }
    }

    /** @return whether there is more to compare */
    private boolean compareTypes(String path, JsonNode before, JsonNode after, boolean withoutNull) {
        Set<String> old = types(before, withoutNull);
        Set<String> now = types(after, withoutNull);
        if (isMap(before) != isMap(after) && old.contains("object") && now.contains("object")) {
            add(path, "is now " + shape(after) + " (was: " + shape(before) + ")", true);
            return false;
        }
        if (old.equals(now)) {
            return true;
        }
        boolean breaking = side == Side.SENDERS ? !isWithin(old, now) : !isWithin(now, old);
        add(path, "is now " + listed(now) + " (was: " + listed(old) + ")", breaking);
        return !breaking;
    }

    private static boolean isMap(JsonNode schema) {
        return schema.path("additionalProperties").isObject()
                && schema.path("properties").isEmpty();
    }

    private static String shape(JsonNode schema) {
        return isMap(schema) ? "an object with entries of any name" : "an object with fields";
    }

    private static Set<String> types(JsonNode schema, boolean withoutNull) {
        Set<String> types = new TreeSet<>();
        JsonNode type = schema.path("type");
        if (type.isTextual()) {
            types.add(type.asText());
        }
        type.forEach(one -> types.add(one.asText()));
        if (types.isEmpty()) {
            types.addAll(ALL_TYPES);
        }
        if (withoutNull) {
            types.remove("null");
        }
        return types;
    }

    private static boolean isWithin(Set<String> inner, Set<String> outer) {
        return inner.stream()
                .allMatch(type -> outer.contains(type) || (type.equals("integer") && outer.contains("number")));
    }

    private static String listed(Set<String> types) {
        return types.containsAll(ALL_TYPES) ? "anything" : String.join(" or ", types);
    }

    private void compareEnums(String path, JsonNode before, JsonNode after) {
        Set<String> old = values(before);
        Set<String> now = values(after);
        if (!before.has("enum") && !after.has("enum")) {
            return;
        }
        if (!before.has("enum")) {
            add(path, "is now one of " + String.join(", ", now) + " (was: any value)", side == Side.SENDERS);
        } else if (!after.has("enum")) {
            add(path, "is now any value (was: one of " + String.join(", ", old) + ")", side == Side.READERS);
        } else {
            compareValues(path, minus(old, now), minus(now, old));
        }
    }

    private void compareValues(String path, Set<String> removed, Set<String> added) {
        if (!removed.isEmpty()) {
            add(path, "is no longer " + String.join(" or ", removed), side == Side.SENDERS);
        }
        if (!added.isEmpty()) {
            String unknown = side == Side.READERS ? ", which readers may not know" : "";
            add(path, "may now be " + String.join(" or ", added) + unknown, side == Side.READERS);
        }
    }

    private static Set<String> values(JsonNode schema) {
        Set<String> values = new LinkedHashSet<>();
        schema.path("enum").forEach(value -> {
            if (!value.isNull()) {
                values.add(value.asText());
            }
        });
        return values;
    }

    private static Set<String> minus(Set<String> all, Set<String> without) {
        Set<String> rest = new LinkedHashSet<>(all);
        rest.removeAll(without);
        return rest;
    }

    private void compareRanges(String path, JsonNode before, JsonNode after) {
        int least = compare(bound(after, "minimum"), bound(before, "minimum"), -1);
        int most = compare(bound(after, "maximum"), bound(before, "maximum"), 1);
        if (least == 0 && most == 0) {
            return;
        }
        boolean narrower = least > 0 || most < 0;
        boolean wider = least < 0 || most > 0;
        add(path, "is now " + range(after) + " (was: " + range(before) + ")", side == Side.SENDERS ? narrower : wider);
    }

    private static @Nullable BigDecimal bound(JsonNode schema, String keyword) {
        return schema.path(keyword).isNumber() ? schema.get(keyword).decimalValue() : null;
    }

    /** @param sign of an absent bound: it is beyond all others in this direction */
    private static int compare(@Nullable BigDecimal now, @Nullable BigDecimal old, int sign) {
        if (now == null || old == null) {
            return now == old ? 0 : now == null ? sign : -sign;
        }
        return now.compareTo(old);
    }

    private static String range(JsonNode schema) {
        BigDecimal least = bound(schema, "minimum");
        BigDecimal most = bound(schema, "maximum");
        if (least == null && most == null) {
            return "a number without bounds";
        }
        return least == null ? "at most " + most : most == null ? "at least " + least : least + " to " + most;
    }

    private void compareFormats(String path, JsonNode before, JsonNode after) {
        String old = before.path("format").asText();
        String now = after.path("format").asText();
        if (old.equals(now)) {
            return;
        }
        if (types(before, true).contains("string")) {
            boolean breaking = side == Side.SENDERS ? !now.isEmpty() : !old.isEmpty();
            add(path, "is now of format " + named(now) + " (was: " + named(old) + ")", breaking);
        } else if (types(before, true).contains("number") && types(after, true).contains("number")) {
            boolean wider = precision(now) > precision(old);
            add(
                    path,
                    "is now of format " + named(now) + " (was: " + named(old) + ")",
                    side == Side.SENDERS ? !wider : wider);
        }
        // An integer's range says it all.
    }

    private static String named(String format) {
        return format.isEmpty() ? "any" : format;
    }

    private static int precision(String format) {
        return switch (format) {
            case "float" -> 1;
            case "double" -> 2;
            default -> 3;
        };
    }

    /** An unknown rule: clients written for the old one may fail. */
    private void compareOtherRules(String path, JsonNode before, JsonNode after) {
        Set<String> keywords = new TreeSet<>();
        before.fieldNames().forEachRemaining(keywords::add);
        after.fieldNames().forEachRemaining(keywords::add);
        for (String keyword : keywords) {
            if (!NO_OTHER_RULE.contains(keyword)
                    && !keyword.startsWith("x-")
                    && !before.path(keyword).equals(after.path(keyword))) {
                add(
                        path,
                        keyword + " is now " + shown(after, keyword) + " (was: " + shown(before, keyword) + ")",
                        true);
            }
        }
    }

    private static String shown(JsonNode schema, String keyword) {
        return schema.has(keyword) ? Json.write(schema.get(keyword)) : "absent";
    }

    private void compareFields(UnaryOperator<String> path, JsonNode before, JsonNode after) {
        JsonNode old = before.path("properties");
        JsonNode now = after.path("properties");
        old.fieldNames().forEachRemaining(name -> {
            if (now.has(name)) {
                compareField(path.apply(name), name, before, after);
            } else {
                add(path.apply(name), "removed", true);
            }
        });
        now.fieldNames().forEachRemaining(name -> {
            if (!old.has(name)) {
                boolean breaking = side == Side.SENDERS && isRequired(after, name);
                add(path.apply(name), breaking ? "added, and required" : "added", breaking);
            }
        });
    }

    private void compareField(String path, String name, JsonNode before, JsonNode after) {
        boolean was = isRequired(before, name);
        boolean is = isRequired(after, name);
        if (was != is) {
            String message = is ? "is now required (was: optional)" : "is now optional (was: required)";
            add(path, message, side == Side.SENDERS ? is : was);
        }
        compare(
                path,
                before.path("properties").path(name),
                after.path("properties").path(name),
                was != is);
    }

    private static boolean isRequired(JsonNode schema, String name) {
        for (JsonNode required : schema.path("required")) {
            if (required.asText().equals(name)) {
                return true;
            }
        }
        return false;
    }
}
