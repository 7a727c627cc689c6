package io.mist.server.door.documents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Contract;
import io.mist.protocol.JobKind;
import io.mist.server.gate.RouteView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP door as OpenAPI 3.1: what is the same for all routes, from a resource, and for each route operations with the
 * types of its contract. Confined to one thread.
 */
final class OpenApi {

    private final ObjectNode document = Tree.resource("openapi.json");
    private final ObjectNode paths = (ObjectNode) document.get("paths");
    private final Components components;
    private final Names operations = new Names();

    private OpenApi(String server, String version) {
        ObjectNode schemas = (ObjectNode) document.at("/components/schemas");
        schemas.setAll(Tree.resource("schemas.json"));
        components = new Components(schemas);
        ((ObjectNode) document.get("info")).put("version", version);
        document.set("servers", Tree.array(Tree.object("url", server)));
    }

    /**
     * @param server such as {@code http://localhost:2004}
     * @param routes in the order of their names
     */
    static ObjectNode of(String server, String version, List<RouteView> routes) {
        OpenApi openApi = new OpenApi(server, version);
        routes.forEach(openApi::add);
        return openApi.document;
    }

    private void add(RouteView route) {
        Contract contract = route.contract();
        ((ArrayNode) document.get("tags")).add(Tree.object("name", tag(route), "description", Notes.of(route)));
        if (contract == null) {
            return;
        }
        String path = "/v1/routes/" + route.route();
        paths.set(path + "/runs", Tree.object("post", start(route, contract)));
        if (RouteSchemas.hasLive(contract)) {
            paths.set(path + "/live", live(route, contract));
        }
        contract.outputs()
                .forEach((output, schema) -> paths.set(
                        path + "/outputs/" + Escaping.path(output), Tree.object("get", output(route, output, schema))));
        contract.inputs()
                .forEach((input, schema) -> paths.set(
                        path + "/inputs/" + Escaping.path(input), Tree.object("post", input(route, input, schema))));
    }

    /** The prefix keeps a route from having the tag of a group. */
    private static String tag(RouteView route) {
        return "route " + route.route();
    }

    private ObjectNode operation(RouteView route, String id, String summary) {
        return Tree.object("operationId", operations.unique(id), "tags", Tree.array(tag(route)), "summary", summary);
    }

    private ObjectNode start(RouteView route, Contract contract) {
        ObjectNode parameters = RouteSchemas.start(contract);
        ObjectNode body = Tree.object(
                "type",
                "object",
                "properties",
                Tree.object("parameters", components.add(parameters, Names.ofType(route.route(), "Parameters"))),
                "additionalProperties",
                false);
        boolean required = parameters.has("required");
        if (required) {
            body.set("required", Tree.array("parameters"));
        }
        ObjectNode responses = Tree.object(
                "202",
                Tree.object(
                        "description", "the run is stored and queued",
                        "headers",
                                Tree.object(
                                        "Location",
                                        Tree.object(
                                                "description", "of the run", "schema", Tree.object("type", "string"))),
                        "content", json(Components.ref("Run"), null)));
        JsonNode result = contract.result();
        if (contract.kind() == JobKind.BATCH && result != null) {
            responses.set(
                    "200",
                    Tree.object(
                            "description",
                            "the result, if it was waited for",
                            "content",
                            json(components.add(result, Names.ofType(route.route(), "Result")), Example.of(result))));
        }
        return answering(
                operation(route, "start-" + route.route(), "Start " + route.route())
                        .<ObjectNode>set("parameters", parameters("wait", "idempotencyKey", "user"))
                        .set(
                                "requestBody",
                                Tree.object(
                                        "required",
                                        required,
                                        "content",
                                        json(body, Tree.object("parameters", Example.of(parameters))))),
                responses);
    }

    private ObjectNode live(RouteView route, Contract contract) {
        JsonNode values = components.add(contract.live(), Names.ofType(route.route(), "Live"));
        ObjectNode view = Tree.object(
                "allOf",
                Tree.array(
                        Components.ref("Live"),
                        Tree.object("type", "object", "properties", Tree.object("values", values))));
        JsonNode seen = components.add(view, Names.ofType(route.route(), "LiveView"));
        ObjectNode change = RouteSchemas.change(contract);
        JsonNode patch = components.add(change, Names.ofType(route.route(), "LiveChange"));
        ObjectNode example = Tree.object();
        contract.live().path("properties").fields().forEachRemaining(property -> {
            if (example.isEmpty()) {
                example.set(property.getKey(), Example.of(property.getValue()));
            }
        });
        return Tree.object(
                "get",
                answering(
                        operation(route, "live-" + route.route(), "Live values of the one active run")
                                .set("parameters", parameters("waitLive", "liveVersion", "timeout")),
                        Tree.object("200", told("the values", seen), "202", told("not in effect yet", seen))),
                "patch",
                answering(
                        operation(route, "change-" + route.route(), "Change live values while the run runs")
                                .<ObjectNode>set(
                                        "parameters",
                                        parameters("waitLive", "timeout", "ifMatch", "idempotencyKey", "user"))
                                .set("requestBody", Tree.object("required", true, "content", json(patch, example))),
                        Tree.object("202", told("durable", seen), "200", told("in effect", seen))));
    }

    private ObjectNode output(RouteView route, String output, ObjectNode schema) {
        JsonNode message = components.add(schema, Names.ofType(route.route(), output));
        ObjectNode envelope = RouteSchemas.event("io.mist.output." + output, message);
        JsonNode event = components.add(envelope, Names.ofType(route.route(), output, "Event"));
        ObjectNode example = RouteSchemas.eventExample(route.route(), output, Example.of(schema));
        ObjectNode perLine = Tree.object("schema", event, "example", example);
        ObjectNode perEvent = Tree.object(
                "schema",
                Tree.object(
                        "type",
                        "string",
                        "description",
                        "each event has the offset as id, and a message as data",
                        "contentMediaType",
                        "application/cloudevents+json",
                        "contentSchema",
                        event));
        return answering(
                operation(route, "read-" + route.route() + "-" + output, "Read " + output)
                        .set("parameters", parameters("from", "limit", "ofRun", "envelope", "lastEventId")),
                Tree.object(
                        "200",
                        Tree.object(
                                "description",
                                "a message per line, or events without end",
                                "content",
                                Tree.object("application/x-ndjson", perLine, "text/event-stream", perEvent))));
    }

    private ObjectNode input(RouteView route, String input, ObjectNode schema) {
        JsonNode message = components.add(schema, Names.ofType(route.route(), input));
        JsonNode example = Example.of(schema);
        ObjectNode event = Tree.object(
                "type",
                "object",
                "required",
                Tree.array("specversion", "id", "source", "type", "data"),
                "properties",
                Tree.object("data", message));
        ObjectNode content = json(message, example);
        content.set("application/x-ndjson", Tree.object("schema", message, "example", example));
        content.set(
                "application/cloudevents+json",
                Tree.object(
                        "schema",
                        event,
                        "example",
                        Tree.object(
                                "specversion", "1.0",
                                "id", "1",
                                "source", "/my-application",
                                "type", "io.mist.input." + input,
                                "data", example)));
        return answering(
                operation(route, "push-" + route.route() + "-" + input, "Push into " + input)
                        .<ObjectNode>set("parameters", parameters("idempotencyKey", "user"))
                        .set("requestBody", Tree.object("required", true, "content", content)),
                Tree.object("202", told("what is accepted is durable", Components.ref("PushResult"))));
    }

    private static ObjectNode answering(JsonNode operation, ObjectNode responses) {
        responses.set("default", Tree.ref("#/components/responses/Problem"));
        return ((ObjectNode) operation).set("responses", responses);
    }

    private static ObjectNode told(String description, JsonNode schema) {
        return Tree.object("description", description, "content", json(schema, null));
    }

    private static ObjectNode json(JsonNode schema, @Nullable JsonNode example) {
        ObjectNode content = Tree.object("schema", schema);
        if (example != null) {
            content.set("example", example);
        }
        return Tree.object("application/json", content);
    }

    private static ArrayNode parameters(String... names) {
        List<ObjectNode> references = new ArrayList<>();
        for (String name : names) {
            references.add(Tree.ref("#/components/parameters/" + name));
        }
        return Tree.array(references);
    }
}
