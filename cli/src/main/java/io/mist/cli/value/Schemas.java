package io.mist.cli.value;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The types that a JSON Schema allows, which is all that the command line needs of it. */
final class Schemas {

    /** How deep references and alternatives are followed, as a schema may refer to itself. */
    private static final int DEPTH = 8;

    private Schemas() {}

    /** Names of JSON types; empty if the schema names none. */
    static Set<String> types(JsonNode schema, JsonNode root) {
        Set<String> types = new LinkedHashSet<>();
        collect(schema, root, types, DEPTH);
        return types;
    }

    private static void collect(JsonNode schema, JsonNode root, Set<String> types, int depth) {
        if (depth == 0) {
            return;
        }
        JsonNode type = schema.path("type");
        if (type.isTextual()) {
            types.add(type.asText());
        } else if (type.isArray()) {
            type.forEach(t -> types.add(t.asText()));
        } else {
            schema.path("enum").forEach(value -> types.add(typeOf(value)));
            if (schema.has("const")) {
                types.add(typeOf(schema.path("const")));
            }
        }
        for (String alternatives : List.of("anyOf", "oneOf", "allOf")) {
            schema.path(alternatives).forEach(s -> collect(s, root, types, depth - 1));
        }
        if (schema.has("$ref")) {
            collect(resolve(schema.path("$ref").asText(), root), root, types, depth - 1);
        }
    }

    /** The schema of an array's items. */
    static JsonNode items(JsonNode schema, JsonNode root) {
        JsonNode at = schema;
        for (int i = 0; i < DEPTH && at.has("$ref"); i++) {
            at = resolve(at.path("$ref").asText(), root);
        }
        return at.path("items");
    }

    private static JsonNode resolve(String reference, JsonNode root) {
        if (reference.equals("#")) {
            return root;
        }
        return reference.startsWith("#/") ? root.at(reference.substring(1)) : MissingNode.getInstance();
    }

    private static String typeOf(JsonNode value) {
        if (value.isIntegralNumber()) {
            return "integer";
        }
        return value.getNodeType().name().toLowerCase(Locale.ROOT);
    }
}
