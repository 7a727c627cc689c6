package io.mist.server.door.documents;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** AsyncAPI's bindings for each protocol, in the versions of the bindings that the official parser knows. */
final class ProtocolBindings {

    static final ObjectNode NO_QUERY = Tree.object();

    /** How an output is read over HTTP. */
    static final ObjectNode READING = Tree.object(
            "type",
            "object",
            "properties",
            Tree.object(
                    "from", Tree.object("type", "string", "description", "earliest, latest or an offset"),
                    "limit", Tree.object("type", "integer", "minimum", 1, "maximum", 10_000),
                    "run", Tree.object("type", "string"),
                    "envelope", Tree.object("type", "string", "enum", Tree.array("cloudevents", "plain"))));

    private ProtocolBindings() {}

    static ObjectNode http(String method, ObjectNode query) {
        ObjectNode http = Tree.object("method", method, "bindingVersion", "0.3.0");
        if (!query.isEmpty()) {
            http.set("query", query);
        }
        return Tree.object("http", http);
    }

    static ObjectNode socket() {
        return Tree.object("ws", Tree.object("method", "GET", "bindingVersion", "0.1.0"));
    }

    /** The binding of a channel on a broker. */
    static ObjectNode topic(String protocol, String topic) {
        return protocol.equals("kafka")
                ? Tree.object("kafka", Tree.object("topic", topic, "bindingVersion", "0.5.0"))
                : Tree.object();
    }

    /** The binding of an operation by which Mist sends. */
    static ObjectNode sending(String protocol, boolean retained) {
        return protocol.equals("mqtt")
                ? Tree.object("mqtt", Tree.object("qos", 1, "retain", retained, "bindingVersion", "0.2.0"))
                : Tree.object();
    }

    /** The binding of an operation by which Mist receives. */
    static ObjectNode receiving(String protocol) {
        return protocol.equals("mqtt")
                ? Tree.object("mqtt", Tree.object("qos", 1, "bindingVersion", "0.2.0"))
                : Tree.object();
    }
}
