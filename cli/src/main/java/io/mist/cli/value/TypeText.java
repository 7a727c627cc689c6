package io.mist.cli.value;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.cli.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** A schema's type in a word or two. */
public final class TypeText {

    private TypeText() {}

    /** Such as {@code string}, {@code "a" | "b"}, {@code integer, >= 1}, {@code string[]}, {@code date-time}. */
    public static String of(JsonNode schema, JsonNode root) {
        if (schema.has("enum")) {
            return StreamSupport.stream(schema.path("enum").spliterator(), false)
                    .map(Json::plain)
                    .collect(Collectors.joining(" | "));
        }
        if (schema.path("type").asText().equals("array")) {
            String items = of(Schemas.items(schema, root), root);
            return (items.contains(" ") ? "(" + items + ")" : items) + "[]";
        }
        if (schema.has("format")) {
            return schema.path("format").asText();
        }
        String types = String.join(" | ", Schemas.types(schema, root));
        return (types.isEmpty() ? "any" : types) + bounds(schema);
    }

    private static String bounds(JsonNode schema) {
        List<String> bounds = new ArrayList<>();
        bound(bounds, schema, "minimum", ">= ");
        bound(bounds, schema, "exclusiveMinimum", "> ");
        bound(bounds, schema, "maximum", "<= ");
        bound(bounds, schema, "exclusiveMaximum", "< ");
        bound(bounds, schema, "pattern", "like ");
        return bounds.stream().map(b -> ", " + b).collect(Collectors.joining());
    }

    private static void bound(List<String> bounds, JsonNode schema, String keyword, String sign) {
        if (schema.has(keyword)) {
            bounds.add(sign + Json.plain(schema.path(keyword)));
        }
    }
}
