package io.mist.server.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Contract;
import io.mist.protocol.Json;
import io.mist.server.gate.ContractDifference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The differences for clients when a contract takes the place of another; both as callers see them. */
final class ContractChange {

    private final Contract before;
    private final Contract after;
    private final List<ContractDifference> found = new ArrayList<>();

    private ContractChange(Contract before, Contract after) {
        this.before = before;
        this.after = after;
    }

    static List<ContractDifference> between(Contract before, Contract after) {
        ContractChange change = new ContractChange(before, after);
        change.compareKinds();
        change.compareParameters();
        change.compareChannels("inputs", before.inputs(), after.inputs(), SchemaChange.Side.SENDERS);
        change.compareChannels("outputs", before.outputs(), after.outputs(), SchemaChange.Side.READERS);
        change.compareKeys();
        change.compareResults();
        return List.copyOf(change.found);
    }

    private void add(String path, String message, boolean breaking) {
        found.add(new ContractDifference(path, message, breaking));
    }

    private void compareKinds() {
        if (before.kind() != after.kind()) {
            add("kind", "is now " + name(after) + " (was: " + name(before) + ")", true);
        }
    }

    private static String name(Contract contract) {
        return Json.MAPPER.valueToTree(contract.kind()).asText();
    }

    /** A start sets parameters and live values side by side, so what moves between them is still taken there. */
    private void compareParameters() {
        found.addAll(SchemaChange.betweenFields(
                SchemaChange.Side.SENDERS, this::pathOfParameter, start(before), start(after)));
        fields(before.live()).forEach(name -> {
            if (fields(after.parameters()).contains(name)) {
                add("live." + name, "can no longer be changed while a run runs", true);
            }
        });
        fields(before.parameters()).forEach(name -> {
            if (fields(after.live()).contains(name)) {
                add("parameters." + name, "can now be changed while a run runs", false);
            }
        });
    }

    private String pathOfParameter(String name) {
        boolean known = fields(start(before)).contains(name);
        return (fields((known ? before : after).live()).contains(name) ? "live." : "parameters.") + name;
    }

    private static ObjectNode start(Contract contract) {
        ObjectNode start = Json.MAPPER.createObjectNode();
        ObjectNode properties = start.putObject("properties");
        ArrayNode required = start.putArray("required");
        for (ObjectNode schema : List.of(contract.parameters(), contract.live())) {
            if (schema.path("properties") instanceof ObjectNode more) {
                properties.setAll(more);
            }
            schema.path("required").forEach(required::add);
        }
        return start;
    }

    private static List<String> fields(JsonNode schema) {
        List<String> names = new ArrayList<>();
        schema.path("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private void compareChannels(
            String what, Map<String, ObjectNode> old, Map<String, ObjectNode> now, SchemaChange.Side side) {
        old.forEach((channel, schema) -> {
            String path = what + "." + channel;
            JsonNode next = now.get(channel);
            if (next == null) {
                add(path, "removed", true);
            } else {
                found.addAll(SchemaChange.between(side, path, schema, next));
            }
        });
        now.keySet().stream()
                .filter(channel -> !old.containsKey(channel))
                .forEach(channel -> add(what + "." + channel, "added", false));
    }

    /** A key that was not there before takes nothing from anybody. */
    private void compareKeys() {
        for (String output : before.outputs().keySet()) {
            List<String> old = before.key(output);
            List<String> now = after.key(output);
            if (after.outputs().containsKey(output) && !old.equals(now)) {
                add("outputs." + output, "has now " + key(now) + " (was: " + key(old) + ")", !old.isEmpty());
            }
        }
    }

    private static String key(List<String> fields) {
        return fields.isEmpty() ? "no key" : "the key " + String.join(", ", fields);
    }

    private void compareResults() {
        JsonNode old = before.result();
        JsonNode now = after.result();
        if (before.kind() == after.kind() && old != null && now != null) {
            found.addAll(SchemaChange.between(SchemaChange.Side.READERS, "result", old, now));
        }
    }
}
