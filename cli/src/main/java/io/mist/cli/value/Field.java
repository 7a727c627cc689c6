package io.mist.cli.value;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.mist.cli.json.Json;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of a contract, which decides how a typed text becomes JSON.
 *
 * @param schema of the parameter
 * @param root where the schema's references point to
 */
record Field(JsonNode schema, JsonNode root) {

    /** The property of that name in one of these object schemas; null if none has it. */
    static @Nullable Field find(String name, Iterable<JsonNode> objects) {
        for (JsonNode object : objects) {
            JsonNode schema = object.path("properties").path(name);
            if (schema.isObject()) {
                return new Field(schema, object);
            }
        }
        return null;
    }

    /** Empty if the text cannot be such a value; whether the value is valid, the server decides. */
    Optional<JsonNode> convert(String text) {
        Set<String> types = Schemas.types(schema, root);
        types.remove("null");
        if (types.equals(Set.of("string"))) {
            return Optional.of(TextNode.valueOf(text));
        }
        Optional<JsonNode> json = Json.parseIfJson(text);
        if (types.contains("array") && !json.map(JsonNode::isContainerNode).orElse(false)) {
            return list(text).or(() -> json);
        }
        if (json.isEmpty() && (types.isEmpty() || types.contains("string"))) {
            return Optional.of(TextNode.valueOf(text));
        }
        return json;
    }

    /** Reads {@code a,b}: a list without its brackets. */
    private Optional<JsonNode> list(String text) {
        JsonNode items = Schemas.items(schema, root);
        if (!Schemas.types(items, root).contains("string")) {
            return Json.parseIfJson("[" + text + "]");
        }
        ArrayNode list = Json.object().arrayNode();
        if (!text.isEmpty()) {
            for (String item : text.split(",", -1)) {
                list.add(item.strip());
            }
        }
        return Optional.of(list);
    }

    /** The expectation, for an error. */
    String expectation() {
        Set<String> types = Schemas.types(schema, root);
        types.remove("null");
        return types.stream()
                .map(type -> switch (type) {
                    case "integer" -> "an integer";
                    case "number" -> "a number";
                    case "boolean" -> "true or false";
                    case "array" -> "a list as JSON, such as [1, 2]";
                    case "object" -> "an object as JSON, such as {\"a\": 1}";
                    default -> type;
                })
                .collect(Collectors.joining(" or "));
    }
}
