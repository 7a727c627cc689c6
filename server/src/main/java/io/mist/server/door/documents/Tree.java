package io.mist.server.door.documents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;

/** JSON trees, written as they will look. */
final class Tree {

    private Tree() {}

    /** Names and values in turn. */
    static ObjectNode object(Object... entries) {
        ObjectNode object = Json.MAPPER.createObjectNode();
        for (int i = 0; i < entries.length; i += 2) {
            object.set((String) entries[i], Json.MAPPER.valueToTree(entries[i + 1]));
        }
        return object;
    }

    static ArrayNode array(Object... elements) {
        return array(List.of(elements));
    }

    static ArrayNode array(Collection<?> elements) {
        return Json.MAPPER.valueToTree(elements);
    }

    static ObjectNode ref(String pointer) {
        return object("$ref", pointer);
    }

    /** A part of this package's resources. */
    static ObjectNode resource(String name) {
        try (InputStream in = Tree.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing in Mist's own jar");
            }
            return (ObjectNode) Json.MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean hasFields(JsonNode schema) {
        return !schema.path("properties").isEmpty();
    }
}
