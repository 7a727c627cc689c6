package io.mist.server.door.documents;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.protocol.Json;
import java.util.ArrayList;
import java.util.List;

/** A schema as rows of a table: each field, also those within fields, with its type and its description. */
final class SchemaRows {

    static final List<String> HEADS = List.of("name", "type", "default", "about");

    private final List<List<String>> rows = new ArrayList<>();

    private SchemaRows() {}

    static List<List<String>> of(JsonNode schema) {
        SchemaRows rows = new SchemaRows();
        if (Tree.hasFields(schema)) {
            rows.addFields("", schema);
        } else {
            rows.add("(the value)", schema, true);
        }
        return rows.rows;
    }

    private void addFields(String path, JsonNode schema) {
        schema.path("properties")
                .fields()
                .forEachRemaining(property ->
                        add(path + property.getKey(), property.getValue(), isRequired(schema, property.getKey())));
    }

    private void add(String name, JsonNode schema, boolean required) {
        String standard = schema.has("default") ? Json.write(schema.get("default")) : required ? "(required)" : "";
        rows.add(
                List.of(name, type(schema), standard, schema.path("description").asText()));
        JsonNode below = schema;
        String path = name;
        while (below.has("items") || below.path("additionalProperties").isObject()) {
            path += below.has("items") ? "[]" : ".*";
            below = below.has("items") ? below.get("items") : below.get("additionalProperties");
        }
        addFields(path + ".", below);
    }

    private static boolean isRequired(JsonNode schema, String name) {
        for (JsonNode required : schema.path("required")) {
            if (required.asText().equals(name)) {
                return true;
            }
        }
        return false;
    }

    static String type(JsonNode schema) {
        List<String> types = new ArrayList<>();
        if (schema.path("type").isTextual()) {
            types.add(one(schema.path("type").asText(), schema));
        }
        schema.path("type").forEach(type -> types.add(one(type.asText(), schema)));
        return types.isEmpty() ? "any" : String.join(" or ", types);
    }

    private static String one(String type, JsonNode schema) {
        return switch (type) {
            case "string" -> text(schema);
            case "integer", "number" -> type + range(schema);
            case "array" -> "array of " + (schema.has("items") ? type(schema.get("items")) : "any");
            case "object" ->
                schema.path("additionalProperties").isObject() && !Tree.hasFields(schema)
                        ? "map of " + type(schema.get("additionalProperties"))
                        : schema.path("title").asText("object");
            default -> type;
        };
    }

    private static String text(JsonNode schema) {
        if (schema.has("enum")) {
            List<String> values = new ArrayList<>();
            schema.get("enum").forEach(value -> {
                if (!value.isNull()) {
                    values.add(value.asText());
                }
            });
            return "one of " + String.join(", ", values);
        }
        return schema.has("format") ? schema.get("format").asText() : "string";
    }

    private static String range(JsonNode schema) {
        return schema.has("minimum") && schema.has("maximum")
                ? " " + schema.get("minimum").asText() + " to "
                        + schema.get("maximum").asText()
                : "";
    }
}
