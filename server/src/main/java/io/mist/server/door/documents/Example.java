package io.mist.server.door.documents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;

/** A value that a contract's schema takes, the same one for the same schema. */
final class Example {

    private Example() {}

    static JsonNode of(JsonNode schema) {
        return of(schema, "text");
    }

    /** Returns an example with the fields that have no default: the least that a caller must say. */
    static ObjectNode leastOf(JsonNode schema) {
        ObjectNode example = Tree.object();
        schema.path("required").forEach(field -> {
            JsonNode property = schema.path("properties").path(field.asText());
            example.set(field.asText(), of(property, field.asText()));
        });
        return example;
    }

    private static JsonNode of(JsonNode schema, String name) {
        if (schema.has("default")) {
            return schema.get("default");
        }
        if (schema.has("enum")) {
            return schema.get("enum").path(0);
        }
        return switch (type(schema)) {
            case "object" -> object(schema);
            case "array" -> schema.has("items") ? Tree.array(of(schema.get("items"), name)) : Tree.array();
            case "integer" -> number(schema, BigDecimal.ONE);
            case "number" -> number(schema, new BigDecimal("0.5"));
            case "boolean" -> BooleanNode.TRUE;
            case "null" -> NullNode.getInstance();
            default -> text(schema, name);
        };
    }

    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        for (JsonNode one : type) {
            if (!one.asText().equals("null")) {
                return one.asText();
            }
        }
        return type.isArray() ? "null" : type.asText("string");
    }

    private static ObjectNode object(JsonNode schema) {
        ObjectNode example = Tree.object();
        schema.path("properties")
                .fields()
                .forEachRemaining(
                        property -> example.set(property.getKey(), of(property.getValue(), property.getKey())));
        if (example.isEmpty() && schema.path("additionalProperties").isObject()) {
            example.set("name", of(schema.get("additionalProperties"), "text"));
        }
        return example;
    }

    private static JsonNode number(JsonNode schema, BigDecimal wanted) {
        BigDecimal number = wanted;
        if (schema.path("minimum").isNumber()) {
            number = number.max(schema.get("minimum").decimalValue());
        }
        if (schema.path("maximum").isNumber()) {
            number = number.min(schema.get("maximum").decimalValue());
        }
        return DecimalNode.valueOf(number);
    }

    private static JsonNode text(JsonNode schema, String name) {
        return TextNode.valueOf(
                switch (schema.path("format").asText()) {
                    case "date-time" -> "2026-01-31T12:00:00Z";
                    case "date" -> "2026-01-31";
                    case "duration" -> "PT30S";
                    default -> name;
                });
    }
}
