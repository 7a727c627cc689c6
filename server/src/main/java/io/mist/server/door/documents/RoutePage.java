package io.mist.server.door.documents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Contract;
import io.mist.protocol.JobKind;
import io.mist.protocol.Json;
import io.mist.protocol.Problem;
import io.mist.server.door.Binding;
import io.mist.server.door.Binding.Use;
import io.mist.server.gate.RouteView;
import io.mist.server.gate.message.ChannelId;
import java.util.List;
import java.util.Map;

/** {@code /docs/{route}}: what a route takes and gives, with lines to try it. Confined to one thread. */
final class RoutePage {

    private final RouteView route;
    private final PublicAddress address;
    private final List<Binding> brokers;
    private final Page page;

    private RoutePage(RouteView route, PublicAddress address, List<Binding> brokers) {
        this.route = route;
        this.address = address;
        this.brokers = brokers;
        this.page = new Page(route.route() + " – Mist");
    }

    static String of(RouteView route, PublicAddress address, List<Binding> brokers) {
        RoutePage page = new RoutePage(route, address, brokers);
        page.write();
        return page.page.end();
    }

    private void write() {
        page.links("all routes", "/docs", "openapi.json", "/openapi.json", "asyncapi.json", "/asyncapi.json")
                .heading(1, route.route())
                .paragraph(Notes.of(route))
                .table(
                        List.of("", ""),
                        List.of(
                                List.of("state", route.state()),
                                List.of("class", route.className()),
                                List.of("artifact", route.artifact()),
                                List.of("context", route.namespace())));
        for (Problem problem : route.problems()) {
            page.paragraph(problem.toString());
        }
        Contract contract = route.contract();
        if (contract == null) {
            return;
        }
        start(contract);
        if (RouteSchemas.hasLive(contract)) {
            live(contract);
        }
        contract.inputs().forEach(this::input);
        contract.outputs().forEach((output, schema) -> output(output, schema, contract.key(output)));
        JsonNode result = contract.result();
        if (contract.kind() == JobKind.BATCH && result != null) {
            page.heading(2, "Result");
            values(result);
            example(result);
        }
    }

    private void start(Contract contract) {
        ObjectNode parameters = RouteSchemas.start(contract);
        page.heading(2, "Start");
        if (Tree.hasFields(parameters)) {
            values(parameters);
        }
        ObjectNode body = Tree.object("parameters", Example.leastOf(parameters));
        String wait = contract.kind() == JobKind.BATCH ? "?wait=PT30S" : "";
        page.lines(
                curl("POST", "/runs" + wait, body),
                "mist start job --route " + route.route() + " --json "
                        + Escaping.shell(Json.write(body.get("parameters"))));
        broker(Use.START, body);
    }

    private void live(Contract contract) {
        page.heading(2, "Live parameters")
                .paragraph("They may change while a run runs; all together get a new version.");
        values(contract.live());
        Map.Entry<String, JsonNode> first =
                contract.live().path("properties").fields().next();
        ObjectNode change = Tree.object(first.getKey(), Example.of(first.getValue()));
        page.lines(
                curl("PATCH", "/live?wait=applied", change),
                "mist live set " + route.route() + " --json " + Escaping.shell(Json.write(change)) + " --wait");
        broker(Use.LIVE_SET, Tree.object("values", change, "wait", "applied"));
    }

    private void input(String input, ObjectNode schema) {
        page.heading(2, "Input " + input).paragraph(schema.path("description").asText());
        values(schema);
        String message = Json.write(Example.of(schema));
        page.lines(
                curl("POST", "/inputs/" + Escaping.path(input), Example.of(schema)),
                "echo " + Escaping.shell(message) + " | mist push " + Escaping.shell(route.route() + "/" + input));
        for (Binding broker : brokers) {
            for (Binding.Address address : broker.input(ChannelId.input(route.route(), input))) {
                page.lines(publish(broker, address.topic(), message));
            }
        }
    }

    private void output(String output, ObjectNode schema, List<String> key) {
        page.heading(2, "Output " + output).paragraph(schema.path("description").asText());
        if (!key.isEmpty()) {
            page.paragraph("Key: " + String.join(", ", key));
        }
        values(schema);
        page.lines(
                "curl -N -H 'accept: text/event-stream' "
                        + Escaping.shell(address.url() + path("/outputs/" + Escaping.path(output))),
                "mist tail " + Escaping.shell(route.route() + "/" + output));
        for (Binding broker : brokers) {
            for (Binding.Address address : broker.output(ChannelId.output(route.route(), output))) {
                page.lines(subscribe(broker, address.topic()));
            }
        }
        example(schema);
    }

    private void values(JsonNode schema) {
        page.table(SchemaRows.HEADS, SchemaRows.of(schema));
    }

    private void example(JsonNode schema) {
        page.lines(Example.of(schema).toPrettyString());
    }

    private void broker(Use use, ObjectNode body) {
        for (Binding broker : brokers) {
            String topic = broker.topics(route.route()).get(use);
            if (topic != null) {
                page.lines(publish(broker, topic, Json.write(body)));
            }
        }
    }

    private String path(String below) {
        return "/v1/routes/" + route.route() + below;
    }

    private String curl(String method, String below, JsonNode body) {
        return "curl -X " + method + " " + Escaping.shell(address.url() + path(below))
                + " -H 'content-type: application/json' -d " + Escaping.shell(Json.write(body));
    }

    private String publish(Binding broker, String topic, String message) {
        return broker.protocol().equals("kafka")
                ? "echo " + Escaping.shell(message) + " | kafka-console-producer.sh --bootstrap-server "
                        + broker.host(address.host()) + " --topic " + Escaping.shell(topic)
                : "mosquitto_pub " + mosquitto(broker) + " -q 1 -t " + Escaping.shell(topic) + " -m "
                        + Escaping.shell(message);
    }

    private String subscribe(Binding broker, String topic) {
        return broker.protocol().equals("kafka")
                ? "kafka-console-consumer.sh --bootstrap-server " + broker.host(address.host()) + " --topic "
                        + Escaping.shell(topic)
                : "mosquitto_sub " + mosquitto(broker) + " -q 1 -t " + Escaping.shell(topic);
    }

    private String mosquitto(Binding broker) {
        String host = broker.host(address.host());
        int colon = host.lastIndexOf(':');
        return "-h " + host.substring(0, colon) + " -p " + host.substring(colon + 1);
    }
}
