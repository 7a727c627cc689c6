package io.mist.server.door.documents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;

/**
 * The schemas of one document by their titles. Records within records become components of their own, so that programs
 * made from the document have types for them. Confined to one thread.
 */
final class Components {

    /** Keywords about one use of a type, not about the type. */
    private static final String[] OF_USE = {"description", "default"};

    private final ObjectNode schemas;
    private final Names names = new Names();
    private final Map<Wanted, String> known = new HashMap<>();

    /** The same schema under the same name is one component. */
    private record Wanted(String name, JsonNode schema) {}

    /** @param schemas those there are, to which more are added */
    Components(ObjectNode schemas) {
        this.schemas = schemas;
        schemas.fieldNames().forEachRemaining(names::unique);
    }

    static ObjectNode ref(String name) {
        return Tree.ref("#/components/schemas/" + name);
    }

    /**
     * A reference to a schema.
     *
     * @param otherwise its name if it has no title
     */
    ObjectNode add(JsonNode schema, String otherwise) {
        JsonNode component = parts(schema);
        String title = component.path("title").asText();
        Wanted wanted = new Wanted(title.isEmpty() ? otherwise : Names.ofType(title), component);
        String name = known.computeIfAbsent(wanted, ignored -> {
            String given = names.unique(wanted.name());
            schemas.set(given, component);
            return given;
        });
        return ref(name);
    }

    /** A copy in which the records below are references. */
    private JsonNode parts(JsonNode schema) {
        if (!(schema instanceof ObjectNode)) {
            return schema;
        }
        ObjectNode copy = schema.deepCopy();
        if (copy.get("properties") instanceof ObjectNode properties) {
            properties.fieldNames().forEachRemaining(name -> properties.set(name, use(properties.get(name))));
        }
        for (String keyword : new String[] {"items", "additionalProperties"}) {
            if (copy.get(keyword) instanceof ObjectNode below) {
                copy.set(keyword, use(below));
            }
        }
        return copy;
    }

    private JsonNode use(JsonNode schema) {
        if (!schema.has("title") || !Tree.hasFields(schema)) {
            return parts(schema);
        }
        ObjectNode type = schema.deepCopy();
        ObjectNode use = Tree.object();
        for (String keyword : OF_USE) {
            JsonNode said = type.remove(keyword);
            if (said != null) {
                use.set(keyword, said);
            }
        }
        boolean nullable = withoutNull(type);
        ObjectNode reference = add(type, "Value");
        if (nullable) {
            use.set("anyOf", Tree.array(reference, Tree.object("type", "null")));
        } else if (use.isEmpty()) {
            return reference;
        } else {
            // Beside a reference, AsyncAPI takes no other keyword.
            use.set("allOf", Tree.array(reference));
        }
        return use;
    }

    /** @return whether a null was allowed */
    private static boolean withoutNull(ObjectNode type) {
        if (type.get("type") instanceof ArrayNode types) {
            for (JsonNode one : types) {
                if (!one.asText().equals("null")) {
                    type.put("type", one.asText());
                }
            }
            return true;
        }
        return false;
    }
}
