package io.mist.server.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Contract;

/** A contract as callers see it: without what the route fixes, and with the route's own defaults. */
final class CallerContract {

    private CallerContract() {}

    static Contract of(RouteDefinition route, Contract contract) {
        ObjectNode parameters = contract.parameters().deepCopy();
        ObjectNode live = contract.live().deepCopy();
        route.parameters().fieldNames().forEachRemaining(name -> {
            remove(parameters, name);
            remove(live, name);
        });
        route.defaults().fields().forEachRemaining(entry -> setDefault(parameters, entry.getKey(), entry.getValue()));
        route.live().fields().forEachRemaining(entry -> setDefault(live, entry.getKey(), entry.getValue()));
        return new Contract(
                contract.job(),
                contract.className(),
                contract.kind(),
                contract.description(),
                parameters,
                live,
                contract.inputs(),
                contract.outputs(),
                contract.result());
    }

    private static void remove(ObjectNode schema, String name) {
        if (schema.path("properties") instanceof ObjectNode properties) {
            properties.remove(name);
        }
        removeRequired(schema, name);
    }

    private static void setDefault(ObjectNode schema, String name, JsonNode value) {
        if (schema.path("properties").path(name) instanceof ObjectNode property) {
            property.set("default", value);
            removeRequired(schema, name);
        }
    }

    private static void removeRequired(ObjectNode schema, String name) {
        if (schema.path("required") instanceof ArrayNode required) {
            for (int i = required.size() - 1; i >= 0; i--) {
                if (required.get(i).asText().equals(name)) {
                    required.remove(i);
                }
            }
        }
    }
}
