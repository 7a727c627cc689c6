package io.mist.server.door.documents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Contract;
import io.mist.server.door.Binding;
import io.mist.server.door.Binding.Use;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Requests about one route over one broker, their answers, and the route's state there. Confined to one thread. */
final class BrokerRequests {

    private static final String RUN_ID = "of the run; by default the route's one active run";

    private final AsyncApi document;
    private final Binding broker;
    private final String route;
    private final Contract contract;
    private final Map<Use, String> topics;

    BrokerRequests(AsyncApi document, Binding broker, String route, Contract contract) {
        this.document = document;
        this.broker = broker;
        this.route = route;
        this.contract = contract;
        this.topics = broker.topics(route);
    }

    void add() {
        String start = topics.get(Use.START);
        String cancel = topics.get(Use.CANCEL);
        String set = topics.get(Use.LIVE_SET);
        if (start == null && cancel == null && set == null) {
            return;
        }
        String replies = replies();
        if (start != null) {
            request(Use.START, "start", start, "starts a run", startBody(), startExample(), replies);
        }
        if (cancel != null) {
            request(Use.CANCEL, "cancel", cancel, "cancels a run", cancelBody(), Tree.object("id", "1"), replies);
        }
        if (set != null && RouteSchemas.hasLive(contract)) {
            request(Use.LIVE_SET, "live.set", set, "changes live values", liveBody(), liveExample(), replies);
        }
        state("state", topics.get(Use.STATE), "the run whose state changed last", Components.ref("Run"));
        if (RouteSchemas.hasLive(contract)) {
            state("live", topics.get(Use.LIVE), "the live values of the newest run", Components.ref("Live"));
            String ofRun = topics.get(Use.LIVE_OF_RUN);
            state("run.live", ofRun, "the live values of a run while it is active", Components.ref("Live"));
        }
    }

    private String name(String what) {
        return route + "." + what + "." + broker.protocol();
    }

    /** Its address is in each request. */
    private String replies() {
        Map<String, ObjectNode> messages = new TreeMap<>();
        messages.put("run", answer("run", Components.ref("Run")));
        messages.put("live", answer("live", Components.ref("Live")));
        messages.put("error", answer("error", Components.ref("Problem")));
        String topic = topics.get(Use.REPLIES);
        return document.channel(
                name("replies"),
                broker.protocol(),
                null,
                "Where the request says: its response topic with its correlation data, else replyTo"
                        + (topic == null ? "" : ", else " + topic),
                messages,
                Tree.object());
    }

    private static ObjectNode answer(String field, JsonNode schema) {
        ObjectNode properties = Tree.object("id", Tree.object("type", "string", "description", "that of the request"));
        properties.set(field, schema);
        return Tree.object(
                "name",
                field,
                "contentType",
                "application/json",
                "payload",
                Tree.object("type", "object", "required", Tree.array(field), "properties", properties));
    }

    private void request(
            Use use, String what, String topic, String summary, ObjectNode body, ObjectNode example, String replies) {
        ObjectNode properties = (ObjectNode) body.get("properties");
        new TreeMap<>(broker.fields(use, route)).forEach((name, value) -> {
            properties.set(name, Tree.object("type", "string", "const", value));
            body.withArray("required").add(name);
            example.put(name, value);
        });
        properties.set("id", Tree.object("type", "string", "description", "comes back in the answer"));
        properties.set("replyTo", Tree.object("type", "string", "description", "a topic for the answer"));
        String channel = document.channel(
                name(what),
                broker.protocol(),
                topic,
                summary,
                Map.of("request", AsyncApi.message(what, "application/json", body, example)),
                ProtocolBindings.topic(broker.protocol(), topic));
        ArrayNode answers = Tree.array();
        for (String message : new String[] {what.equals("live.set") ? "live" : "run", "error"}) {
            answers.add(Tree.ref("#/channels/" + Escaping.pointer(replies) + "/messages/" + message));
        }
        document.operation("receive", channel, ProtocolBindings.receiving(broker.protocol()))
                .set(
                        "reply",
                        Tree.object(
                                "address", Tree.object("location", "$message.payload#/replyTo"),
                                "channel", AsyncApi.reference(replies),
                                "messages", answers));
    }

    private static ObjectNode body(ObjectNode properties) {
        return Tree.object("type", "object", "properties", properties, "additionalProperties", false);
    }

    private ObjectNode startBody() {
        ObjectNode parameters = RouteSchemas.start(contract);
        ObjectNode body = body(
                Tree.object("parameters", document.components().add(parameters, Names.ofType(route, "Parameters"))));
        return parameters.has("required") ? body.set("required", Tree.array("parameters")) : body;
    }

    private ObjectNode startExample() {
        return Tree.object("parameters", Example.of(RouteSchemas.start(contract)), "id", "1");
    }

    private static ObjectNode cancelBody() {
        return body(Tree.object("run", Tree.object("type", "string", "description", RUN_ID)));
    }

    private ObjectNode liveBody() {
        JsonNode change = document.components().add(RouteSchemas.change(contract), Names.ofType(route, "LiveChange"));
        ObjectNode body = body(Tree.object(
                "values", change,
                "rollbackTo",
                        Tree.object("type", "integer", "description", "instead of values: the version to go back to"),
                "run", Tree.object("type", "string", "description", RUN_ID),
                "ifVersion", Tree.object("type", "integer", "description", "refuse unless this is the current version"),
                "wait", Tree.object("type", "string", "enum", Tree.array("accepted", "applied")),
                "timeout",
                        Tree.object("type", "string", "format", "duration", "description", "of the wait for applied")));
        return body.set(
                "oneOf",
                Tree.array(
                        Tree.object("required", Tree.array("values")),
                        Tree.object("required", Tree.array("rollbackTo"))));
    }

    private ObjectNode liveExample() {
        return Tree.object("values", Example.of(RouteSchemas.change(contract)), "id", "1", "wait", "applied");
    }

    private void state(String what, @Nullable String topic, String summary, ObjectNode schema) {
        if (topic == null) {
            return;
        }
        ObjectNode message = Tree.object("name", what, "contentType", "application/json", "payload", schema);
        String channel = document.channel(
                name(what),
                broker.protocol(),
                topic,
                summary,
                Map.of(what, message),
                ProtocolBindings.topic(broker.protocol(), topic));
        if (topic.contains("{run}")) {
            document.parameter(channel, "run", "the run's id");
        }
        document.operation("send", channel, ProtocolBindings.sending(broker.protocol(), true));
    }
}
