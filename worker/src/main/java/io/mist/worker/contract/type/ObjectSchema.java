package io.mist.worker.contract.type;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;

/** The schema of an object with exactly the named properties. */
public final class ObjectSchema {

    private final ObjectNode properties = Json.MAPPER.createObjectNode();
    private final ArrayNode required = Json.MAPPER.createArrayNode();

    public void property(String name, ObjectNode schema, boolean needed) {
        properties.set(name, schema);
        if (needed) {
            required.add(name);
        }
    }

    public ObjectNode node() {
        ObjectNode node = Json.MAPPER.createObjectNode().put("type", "object");
        node.set("properties", properties);
        if (!required.isEmpty()) {
            node.set("required", required);
        }
        return node.put("additionalProperties", false);
    }
}
