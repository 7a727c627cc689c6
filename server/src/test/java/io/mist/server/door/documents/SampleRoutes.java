package io.mist.server.door.documents;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.protocol.Contract;
import io.mist.protocol.JobKind;
import io.mist.protocol.Json;
import io.mist.protocol.Problem;
import io.mist.server.door.Binding;
import io.mist.server.gate.RouteView;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Envelope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Routes of all kinds, with the contracts that the worker's tests say it reads. */
final class SampleRoutes {

    private static final Path CONTRACTS = Path.of("../worker/src/test/resources/contracts");

    private SampleRoutes() {}

    static RouteView ready(String name, Contract contract) {
        return new RouteView(name, "/jobs/a.jar", contract.className(), "default", "ready", List.of(), contract);
    }

    static List<RouteView> all() {
        List<RouteView> routes = new ArrayList<>(read());
        routes.add(ready("log-lines", lines()));
        // A name that could be mistaken for another route's, and types of the same name that are different.
        routes.add(ready("log.lines", lines("{'type': 'integer'}")));
        routes.add(ready("plain", plain()));
        routes.add(new RouteView("new", "/jobs/b.jar", "b.Job", "default", "loading", List.of(), null));
        routes.add(new RouteView(
                "lost",
                "/jobs/c.jar",
                "c.Job",
                "default",
                "broken",
                List.of(new Problem("", "/jobs/c.jar: no such file (expected: a jar)")),
                null));
        return routes;
    }

    private static List<RouteView> read() {
        try (Stream<Path> files = Files.list(CONTRACTS)) {
            List<RouteView> routes = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                Contract contract = Json.read(Files.readString(file), Contract.class);
                routes.add(ready(contract.job(), contract));
            }
            return routes;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static Contract lines() {
        return lines("{'type': 'string', 'description': 'the text itself'}");
    }

    private static Contract lines(String text) {
        String line = "{'type': 'object', 'title': 'Line', 'properties': {'text': " + text
                + ", 'at': {'type': ['object', 'null'], 'title': 'At', 'properties': {'file': {'type': 'string'}},"
                + " 'required': ['file'], 'additionalProperties': false}}, 'required': ['text'],"
                + " 'additionalProperties': false, 'x-mist-key': ['text']}";
        return contract(
                "{'type': 'object', 'properties': {'path': {'type': 'string'}}, 'required': ['path'],"
                        + " 'additionalProperties': false}",
                "{'type': 'object', 'properties': {'filter': {'type': 'string', 'default': 'error'}},"
                        + " 'additionalProperties': false}",
                Map.of("lines", line),
                Map.of("alerts", line, "größe$", "{'type': 'number'}"));
    }

    private static Contract plain() {
        return contract("{'type': 'object'}", "{'type': 'object'}", Map.of(), Map.of());
    }

    private static Contract contract(
            String parameters, String live, Map<String, String> inputs, Map<String, String> outputs) {
        return new Contract(
                "job",
                "a.Job",
                JobKind.STREAM,
                "watches & tells",
                (com.fasterxml.jackson.databind.node.ObjectNode) json(parameters),
                (com.fasterxml.jackson.databind.node.ObjectNode) json(live),
                schemas(inputs),
                schemas(outputs),
                json("{'type': 'null'}"));
    }

    private static Map<String, com.fasterxml.jackson.databind.node.ObjectNode> schemas(Map<String, String> texts) {
        Map<String, com.fasterxml.jackson.databind.node.ObjectNode> schemas = new java.util.TreeMap<>();
        texts.forEach((name, text) -> schemas.put(name, (com.fasterxml.jackson.databind.node.ObjectNode) json(text)));
        return schemas;
    }

    private static JsonNode json(String text) {
        return Json.parse(text.replace('\'', '"'));
    }

    /** A broker that is used for everything, with topics as those of the seed beside Mist's own. */
    record Broker(String protocol, String protocolVersion, int port) implements Binding {

        @Override
        public String host(String reached) {
            return reached + ":" + port;
        }

        @Override
        public List<Address> output(ChannelId output) {
            return List.of(
                    new Address("mist." + output.route() + ".out." + output.name(), Envelope.CLOUDEVENTS),
                    new Address("binary", Envelope.CLOUDEVENTS_BINARY),
                    new Address("all", Envelope.PLAIN));
        }

        @Override
        public List<Address> input(ChannelId input) {
            return List.of(new Address("mist." + input.route() + ".in." + input.name(), Envelope.PLAIN));
        }

        @Override
        public Map<Use, String> topics(String route) {
            if (protocol.equals("kafka")) {
                return Map.of(
                        Use.START, "mist.requests",
                        Use.CANCEL, "mist.requests",
                        Use.LIVE_SET, "mist.requests",
                        Use.REPLIES, "mist.replies");
            }
            return Map.of(
                    Use.START, route + "/start",
                    Use.CANCEL, route + "/cancel",
                    Use.LIVE_SET, route + "/live/set",
                    Use.REPLIES, route + "/replies",
                    Use.STATE, route + "/state",
                    Use.LIVE, route + "/live",
                    Use.LIVE_OF_RUN, route + "/runs/{run}/live");
        }

        @Override
        public Map<String, String> fields(Use use, String route) {
            return protocol.equals("kafka") ? Map.of("op", use.name(), "route", route) : Map.of();
        }
    }

    static List<Binding> brokers() {
        return List.of(new Broker("mqtt", "5.0", 1883), new Broker("kafka", "4.2.0", 9092));
    }
}
