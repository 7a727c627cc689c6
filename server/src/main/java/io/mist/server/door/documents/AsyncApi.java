package io.mist.server.door.documents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Contract;
import io.mist.server.door.Binding;
import io.mist.server.gate.RouteView;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Envelope;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The channels as AsyncAPI 3.0: each output and input at its address on every protocol, and requests over brokers. What
 * the specification calls to send, Mist sends. Confined to one thread.
 */
final class AsyncApi {

    private final ObjectNode servers = Tree.object();
    private final ObjectNode channels = Tree.object();
    private final ObjectNode operations = Tree.object();
    private final ObjectNode schemas = Tree.object();
    private final Components components;
    private final Names names = new Names();
    private final List<Binding> brokers;

    private AsyncApi(List<Binding> brokers) {
        this.brokers = brokers;
        Tree.resource("schemas.json").fields().forEachRemaining(schema -> {
            if (List.of("ProblemItem", "Problem", "Reason", "Run", "Applied", "Live")
                    .contains(schema.getKey())) {
                schemas.set(schema.getKey(), schema.getValue());
            }
        });
        components = new Components(schemas);
    }

    static ObjectNode of(PublicAddress address, String version, List<RouteView> routes, List<Binding> brokers) {
        AsyncApi asyncApi = new AsyncApi(brokers);
        asyncApi.addServers(address);
        routes.forEach(asyncApi::add);
        ArrayNode tags = Tree.array();
        routes.forEach(route -> tags.add(Tree.object("name", route.route(), "description", Notes.of(route))));
        ObjectNode info = Tree.object(
                "title",
                "Mist",
                "version",
                version,
                "description",
                "Channels between Spark programs and applications. HTTP's requests are in /openapi.json.",
                "license",
                Tree.object("name", "Apache-2.0"));
        if (!tags.isEmpty()) {
            info.set("tags", tags);
        }
        return Tree.object(
                "asyncapi",
                "3.0.0",
                "info",
                info,
                "defaultContentType",
                "application/json",
                "servers",
                asyncApi.servers,
                "channels",
                asyncApi.channels,
                "operations",
                asyncApi.operations,
                "components",
                Tree.object("schemas", asyncApi.schemas));
    }

    private void addServers(PublicAddress address) {
        servers.set(
                "http",
                Tree.object(
                        "host", address.authority(),
                        "protocol", address.scheme(),
                        "description", "server-sent events, pages of messages, and POST"));
        servers.set(
                "ws",
                Tree.object(
                        "host",
                        address.authority(),
                        "protocol",
                        address.scheme().equals("https") ? "wss" : "ws",
                        "description",
                        "many subscriptions on one socket"));
        for (Binding broker : brokers) {
            servers.set(
                    broker.protocol(),
                    Tree.object(
                            "host",
                            broker.host(address.host()),
                            "protocol",
                            broker.protocol(),
                            "protocolVersion",
                            broker.protocolVersion()));
        }
    }

    private void add(RouteView route) {
        Contract contract = route.contract();
        if (contract == null) {
            return;
        }
        contract.outputs().forEach((output, schema) -> addOutput(route.route(), output, schema));
        contract.inputs().forEach((input, schema) -> addInput(route.route(), input, schema));
        for (Binding broker : brokers) {
            new BrokerRequests(this, broker, route.route(), contract).add();
        }
    }

    private void addOutput(String route, String output, ObjectNode schema) {
        String type = "io.mist.output." + output;
        JsonNode payload = components.add(schema, Names.ofType(route, output));
        JsonNode event = components.add(RouteSchemas.event(type, payload), Names.ofType(route, output, "Event"));
        JsonNode plain = Example.of(schema);
        ObjectNode example = RouteSchemas.eventExample(route, output, plain);
        ObjectNode message = message(type, "application/cloudevents+json", event, example);
        String name = route + ".out." + output;
        String description = schema.path("description").asText();

        String http = channel(
                name + ".http",
                "http",
                "/v1/routes/" + route + "/outputs/" + Escaping.path(output),
                description,
                Map.of("event", message),
                Tree.object());
        operation("send", http, ProtocolBindings.http("GET", ProtocolBindings.READING));
        ObjectNode frame = Tree.object(
                "type",
                "object",
                "required",
                Tree.array("id", "event", "offset", "message"),
                "properties",
                Tree.object(
                        "id", Tree.object("type", "string", "description", "of the subscription"),
                        "event", Tree.object("type", "string", "const", "message"),
                        "offset", Tree.object("type", "integer"),
                        "message", event));
        String socket = channel(
                name + ".ws",
                "ws",
                "/v1/socket",
                "after {\"op\": \"subscribe\", \"id\": \"a\", \"route\": \"" + route + "\", \"output\": \"" + output
                        + "\"}",
                Map.of(
                        "frame",
                        message(
                                type,
                                "application/json",
                                frame,
                                Tree.object("id", "a", "event", "message", "offset", 42, "message", example))),
                ProtocolBindings.socket());
        operation("send", socket, Tree.object());
        for (Binding broker : brokers) {
            for (Binding.Address address : broker.output(ChannelId.output(route, output))) {
                ObjectNode sent = address.envelope() == Envelope.CLOUDEVENTS
                        ? message
                        : message(type, "application/json", payload, plain);
                if (address.envelope() == Envelope.CLOUDEVENTS_BINARY) {
                    sent.put("summary", "CloudEvents 1.0 in binary mode: the attributes are in the headers");
                }
                String topic = channel(
                        name + "." + broker.protocol(),
                        broker.protocol(),
                        address.topic(),
                        description,
                        Map.of("event", sent),
                        ProtocolBindings.topic(broker.protocol(), address.topic()));
                operation("send", topic, ProtocolBindings.sending(broker.protocol(), false));
            }
        }
    }

    private void addInput(String route, String input, ObjectNode schema) {
        String type = "io.mist.input." + input;
        JsonNode payload = components.add(schema, Names.ofType(route, input));
        ObjectNode message = message(type, "application/json", payload, Example.of(schema));
        String name = route + ".in." + input;
        String description = schema.path("description").asText();
        String http = channel(
                name + ".http",
                "http",
                "/v1/routes/" + route + "/inputs/" + Escaping.path(input),
                description,
                Map.of("message", message),
                Tree.object());
        operation("receive", http, ProtocolBindings.http("POST", ProtocolBindings.NO_QUERY));
        for (Binding broker : brokers) {
            for (Binding.Address address : broker.input(ChannelId.input(route, input))) {
                String topic = channel(
                        name + "." + broker.protocol(),
                        broker.protocol(),
                        address.topic(),
                        description,
                        Map.of("message", message),
                        ProtocolBindings.topic(broker.protocol(), address.topic()));
                operation("receive", topic, ProtocolBindings.receiving(broker.protocol()));
            }
        }
    }

    Components components() {
        return components;
    }

    static ObjectNode message(String name, String contentType, JsonNode payload, JsonNode example) {
        return Tree.object(
                "name",
                name,
                "contentType",
                contentType,
                "payload",
                payload,
                "examples",
                Tree.array(Tree.object("payload", example)));
    }

    /**
     * @param address null for one that each request names
     * @return its name in the document
     */
    String channel(
            String name,
            String server,
            @Nullable String address,
            String description,
            Map<String, ObjectNode> messages,
            ObjectNode bindings) {
        String given = names.unique(name);
        ObjectNode channel = Tree.object("servers", Tree.array(Tree.ref("#/servers/" + server)), "messages", messages);
        channel.put("address", address);
        if (!description.isEmpty()) {
            channel.put("description", description);
        }
        if (!bindings.isEmpty()) {
            channel.set("bindings", bindings);
        }
        channels.set(given, channel);
        return given;
    }

    /** Says what stands for a part of the channel's address. */
    void parameter(String channel, String name, String description) {
        ((ObjectNode) channels.get(channel))
                .set("parameters", Tree.object(name, Tree.object("description", description)));
    }

    ObjectNode operation(String action, String channel, ObjectNode bindings) {
        ObjectNode operation = Tree.object("action", action, "channel", reference(channel));
        if (!bindings.isEmpty()) {
            operation.set("bindings", bindings);
        }
        operations.set(action + "." + channel, operation);
        return operation;
    }

    static ObjectNode reference(String channel) {
        return Tree.ref("#/channels/" + Escaping.pointer(channel));
    }
}
