package io.mist.cli.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.cli.exit.Exit;
import io.mist.cli.exit.Failure;
import io.mist.cli.json.Json;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The live values of a run, or of the one active run of a route. */
public final class LiveValues {

    /** How often it is looked whether a change has been applied, once the server's own wait is over. */
    private static final Duration LOOK = Duration.ofMillis(500);

    private final Server server;
    private final Resource resource;
    private final @Nullable String run;
    private final @Nullable ObjectNode routeView;
    private final Consumer<String> notices;

    private LiveValues(
            Server server,
            Resource resource,
            @Nullable String run,
            @Nullable ObjectNode routeView,
            Consumer<String> notices) {
        this.notices = notices;
        this.server = server;
        this.resource = resource.below("live");
        this.run = run;
        this.routeView = routeView;
    }

    /**
     * By what the user typed: a route's name if there is such a route, else a run's id or the start of one.
     *
     * @param notices is told when a connection breaks during a wait
     */
    public static LiveValues of(Server server, String runOrRoute, Consumer<String> notices) {
        var view = new Routes(server).find(runOrRoute);
        if (view.isPresent()) {
            return new LiveValues(server, Routes.resource(runOrRoute), null, view.get(), notices);
        }
        Runs runs = new Runs(server);
        String id = idOrNeither(runs, runOrRoute);
        return new LiveValues(server, Runs.resource(id), id, null, notices);
    }

    private static String idOrNeither(Runs runs, String runOrRoute) {
        try {
            return runs.id(runOrRoute);
        } catch (Failure e) {
            if (!e.isStatus(404)) {
                throw e;
            }
            throw Failure.of(
                            Exit.CALLER,
                            "unknown-run-or-route",
                            "there is neither a route nor a run '" + runOrRoute
                                    + "'; see 'mist ls routes' and 'mist ls runs'")
                    .causedBy(e);
        }
    }

    /** The schema of the live parameters; an empty object if the contract is not available. */
    public JsonNode schema() {
        ObjectNode view = routeView;
        if (view == null && run != null) {
            String route = new Runs(server).get(run).path("route").asText();
            view = new Routes(server).find(route).orElseGet(Json::object);
        }
        return view == null ? Json.object() : view.path("contract").path("live");
    }

    public ObjectNode get() {
        return server.get(resource).object();
    }

    public ObjectNode history() {
        return server.get(resource.below("history")).object();
    }

    /**
     * Changes values by a merge patch.
     *
     * @param ifVersion only if this is the current version
     * @param wait until the change is applied, at most so long; null returns when it is durable
     */
    public ObjectNode change(ObjectNode patch, @Nullable Long ifVersion, @Nullable Wait wait) {
        return send("PATCH", resource, patch, ifVersion, wait);
    }

    /** A new version equal to an old one; the rest as for {@link #change}. */
    public ObjectNode rollback(long to, @Nullable Long ifVersion, @Nullable Wait wait) {
        return send("POST", resource.below("rollback"), Json.object().put("to", to), ifVersion, wait);
    }

    private ObjectNode send(
            String method, Resource to, ObjectNode body, @Nullable Long ifVersion, @Nullable Wait wait) {
        Map<String, @Nullable String> headers = new HashMap<>();
        headers.put("If-Match", ifVersion == null ? null : "\"" + ifVersion + "\"");
        if (wait == null) {
            return server.send(method, to, body, headers, Duration.ZERO).object();
        }
        Wait.Deadline deadline = wait.begin();
        Duration slice = deadline.slice();
        Resource waiting = to.with("wait", "applied").with("timeout", slice);
        Answer answer = server.send(method, waiting, body, headers, slice);
        return answer.status() == 200 ? answer.object() : awaitApplied(answer.object(), deadline);
    }

    /** A second PATCH would make another version, so from here on it looks. */
    private ObjectNode awaitApplied(ObjectNode accepted, Wait.Deadline deadline) {
        String run = accepted.path("run").asText();
        long wanted = accepted.path("accepted").asLong();
        BackOff backOff = new BackOff(notices);
        while (!deadline.isOver()) {
            try {
                ObjectNode now = server.get(Runs.resource(run).below("live")).object();
                if (isApplied(now, wanted)) {
                    return now.put("accepted", wanted);
                }
                mustNotHaveEnded(run, wanted);
                backOff.reset();
                BackOff.sleep(LOOK);
            } catch (Failure e) {
                if (!e.mayPass()) {
                    throw e;
                }
                backOff.pause(e);
            }
        }
        throw Failure.of(
                Exit.RESOURCES,
                "not-applied",
                "version %d was accepted, but no micro-batch of run %s has run with it within %s; it stays accepted"
                        .formatted(wanted, run, deadline.atMost()));
    }

    private void mustNotHaveEnded(String run, long wanted) {
        ObjectNode view = new Runs(server).get(run);
        if (Runs.hasEnded(view)) {
            throw Failure.of(
                    Exit.JOB,
                    "run-ended",
                    "version %d was accepted, but run %s ended (%s) before it was applied"
                            .formatted(wanted, run, view.path("state").asText()));
        }
    }

    /** Whether every query that has reported runs with at least this version, and one has reported. */
    public static boolean isApplied(JsonNode view, long wanted) {
        JsonNode applied = view.path("applied");
        boolean any = false;
        for (JsonNode query : applied) {
            any = true;
            if (query.path("version").asLong() < wanted) {
                return false;
            }
        }
        return any;
    }
}
