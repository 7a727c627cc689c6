package io.mist.server.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Contract;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.protocol.Spelling;
import io.mist.server.config.RestartConfig;
import io.mist.server.gate.message.InputSettings;
import io.mist.server.run.RunPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes plans of runs, or lists everything that is wrong. Immutable.
 *
 * @param restarts unless a route sets others
 * @param maxRowsPerBatch of an input, unless its route sets another number
 */
public record RunPlanner(RestartConfig restarts, int maxRowsPerBatch) {

    /** @throws MistException code {@code invalid-route}, if the route sets something for channels that its job does not have */
    void requireFitting(RouteDefinition route, Contract contract) {
        List<Problem> misfits = unknownChannels(route, contract);
        if (!misfits.isEmpty()) {
            throw MistException.caller("invalid-route", "route '" + route.name() + "' does not fit its job", misfits);
        }
    }

    /**
     * @param given parameters and initial live values side by side
     * @throws MistException with all problems at once, code {@code invalid-parameters}
     */
    RunPlan plan(RouteDefinition route, Artifact artifact, Contract contract, ObjectNode given) {
        List<Problem> problems = new ArrayList<>();
        given.fieldNames().forEachRemaining(parameter -> {
            if (route.parameters().has(parameter)) {
                problems.add(new Problem(parameter, "is fixed by the route (expected: leave it out)"));
            }
        });
        ObjectNode parameters = values(contract.parameters(), route.defaults(), given, route.parameters());
        ObjectNode live = values(contract.live(), route.live(), given, route.parameters());
        problems.addAll(SchemaCheck.problems(contract.parameters(), parameters, "parameter"));
        problems.addAll(SchemaCheck.problems(contract.live(), live, "live parameter"));
        problems.addAll(unknown(given, contract, route));
        if (!problems.isEmpty()) {
            String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
            throw MistException.caller(
                    "invalid-parameters", count + " with the parameters of route '" + route.name() + "'", problems);
        }
        RestartConfig restart = route.restart().over(restarts);
        return new RunPlan(
                route.name(),
                route.namespace(),
                contract.job(),
                artifact.digest(),
                artifact.copy().toString(),
                route.className(),
                contract,
                parameters,
                live,
                route.trigger().orElse(""),
                new RunPlan.Restart(
                        restart.maxRestarts(), restart.backoff(), restart.maxBackoff(), restart.healthyAfter()),
                inputs(route, contract));
    }

    /** Where each begins is known when the run is accepted. */
    private Map<String, RunPlan.Input> inputs(RouteDefinition route, Contract contract) {
        Map<String, RunPlan.Input> inputs = new LinkedHashMap<>();
        contract.inputs().keySet().forEach(name -> inputs.put(name, new RunPlan.Input(0, maxRows(route, name))));
        return inputs;
    }

    private int maxRows(RouteDefinition route, String input) {
        InputSettings settings = route.inputs().getOrDefault(input, InputSettings.NONE);
        return settings.maxRowsPerBatch().orElse(maxRowsPerBatch);
    }

    /** The channels that a route sets something for and its job does not have. */
    static List<Problem> unknownChannels(RouteDefinition route, Contract contract) {
        List<Problem> problems = new ArrayList<>();
        route.inputs()
                .keySet()
                .forEach(name -> report("input", name, contract.inputs().keySet(), problems));
        route.outputs()
                .keySet()
                .forEach(name -> report("output", name, contract.outputs().keySet(), problems));
        return problems;
    }

    private static void report(String kind, String name, Set<String> names, List<Problem> problems) {
        if (!names.contains(name)) {
            String hint = Spelling.nearest(name, names)
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse(names.isEmpty() ? "; it has none" : "; there are: " + String.join(", ", names));
            problems.add(new Problem(kind + "s." + name, "the job has no such " + kind + hint));
        }
    }

    /** For each property of the schema: what the route fixes, else what is given, else the route's, else its default. */
    private static ObjectNode values(ObjectNode schema, ObjectNode defaults, ObjectNode given, ObjectNode fixed) {
        ObjectNode values = Json.MAPPER.createObjectNode();
        if (takesAny(schema)) {
            List.of(defaults, given, fixed).forEach(values::setAll);
            return values;
        }
        schema.path("properties").fields().forEachRemaining(property -> {
            String name = property.getKey();
            for (JsonNode source : List.of(
                    fixed.path(name),
                    given.path(name),
                    defaults.path(name),
                    property.getValue().path("default"))) {
                if (!source.isMissingNode()) {
                    values.set(name, source);
                    return;
                }
            }
        });
        return values;
    }

    /** The parameters of a job that declares none are whatever is given; it has no live parameters either. */
    private static boolean takesAny(ObjectNode schema) {
        return schema.path("additionalProperties").asBoolean();
    }

    private static List<Problem> unknown(ObjectNode given, Contract contract, RouteDefinition route) {
        if (takesAny(contract.parameters())) {
            return List.of();
        }
        List<String> known = new ArrayList<>();
        contract.parameters().path("properties").fieldNames().forEachRemaining(known::add);
        contract.live().path("properties").fieldNames().forEachRemaining(known::add);
        List<String> settable =
                known.stream().filter(name -> !route.parameters().has(name)).toList();
        List<Problem> problems = new ArrayList<>();
        given.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                String hint = Spelling.nearest(name, settable)
                        .map(close -> "; did you mean '" + close + "'?")
                        .orElse(
                                settable.isEmpty()
                                        ? "; there are none"
                                        : "; there are: " + String.join(", ", settable));
                problems.add(new Problem(name, "unknown parameter" + hint));
            }
        });
        return problems;
    }
}
