package io.mist.server.door.documents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Contract;
import java.util.List;

/** A contract's schemas as callers send and receive them. */
final class RouteSchemas {

    private RouteSchemas() {}

    /** Parameters and initial live values, which a start has side by side. */
    static ObjectNode start(Contract contract) {
        ObjectNode properties = Tree.object();
        ArrayNode required = Tree.array();
        for (ObjectNode schema : List.of(contract.parameters(), contract.live())) {
            if (schema.path("properties") instanceof ObjectNode more) {
                properties.setAll(more);
            }
            schema.path("required").forEach(required::add);
        }
        ObjectNode start = Tree.object("type", "object", "properties", properties);
        if (!required.isEmpty()) {
            start.set("required", required);
        }
        // A job that declares nothing takes anything.
        return start.put(
                "additionalProperties",
                contract.parameters().path("additionalProperties").asBoolean());
    }

    /** A merge patch of live values: any of them, and at least one. */
    static ObjectNode change(Contract contract) {
        ObjectNode change = contract.live().deepCopy();
        change.remove("required");
        change.path("properties").forEach(property -> ((ObjectNode) property).remove("default"));
        return change.put("minProperties", 1);
    }

    static boolean hasLive(Contract contract) {
        return Tree.hasFields(contract.live());
    }

    /** A message as CloudEvent, with its schema or a reference to it. */
    static ObjectNode event(String type, JsonNode data) {
        return Tree.object(
                "type",
                "object",
                "description",
                "CloudEvents 1.0, structured JSON",
                "properties",
                Tree.object(
                        "specversion", Tree.object("type", "string", "const", "1.0"),
                        "id", said("the same if the message comes again"),
                        "source", said("the run, or the input, that it is from"),
                        "type", Tree.object("type", "string", "const", type),
                        "time", Tree.object("type", "string", "format", "date-time"),
                        "datacontenttype", Tree.object("type", "string", "const", "application/json"),
                        "mistoffset", said("where it is in the channel, a number as string"),
                        "mistepoch", said("the micro-batch that it is from, a number as string"),
                        "mistlive", said("the version of the live values in effect, a number as string"),
                        "partitionkey", said("the key, if the output has one"),
                        "data", data),
                "required",
                Tree.array("specversion", "id", "source", "type", "time", "datacontenttype", "mistoffset", "data"));
    }

    private static ObjectNode said(String description) {
        return Tree.object("type", "string", "description", description);
    }

    static ObjectNode eventExample(String route, String output, JsonNode data) {
        return Tree.object(
                "specversion", "1.0",
                "id", "run-1/" + output + "/7/0/0",
                "source", "/v1/routes/" + route + "/runs/run-1",
                "type", "io.mist.output." + output,
                "time", "2026-01-31T12:00:00Z",
                "datacontenttype", "application/json",
                "mistoffset", "42",
                "mistepoch", "7",
                "mistlive", "1",
                "data", data);
    }
}
