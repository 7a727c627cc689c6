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
     * The live values of a route if there is one of that name, else of the run with that id or start of an id.
     *
     * @param notices gets a line when a connection breaks during a wait
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

    /**
     * A page of the versions, newest first.
     *
     * @param before only older versions; null for the newest
     */
    public ObjectNode history(int limit, @Nullable Long before) {
        Resource page = resource.below("history").with("limit", limit);
        return server.get(before == null ? page : page.with("before", before)).object();
    }

    /**
     * What differs between two versions.
     *
     * @param to null for the current one
     */
    public ObjectNode difference(long from, @Nullable Long to) {
        Resource difference = resource.below("diff").with("from", from);
        return server.get(to == null ? difference : difference.with("to", to)).object();
    }

    /**
     * What a change depends on, and what its caller waits for.
     *
     * @param ifVersion only if this is the current version
     * @param key the same change under the same key takes effect once
     * @param applied how long to wait until the change is applied; null returns when it is durable
     */
    public record Conditions(
            @Nullable Long ifVersion,
            @Nullable String key,
            @Nullable Wait applied) {}

    /** Changes values by a merge patch. */
    public ObjectNode change(ObjectNode patch, Conditions conditions) {
        return send("PATCH", resource, patch, conditions);
    }

    /** Makes a new version equal to an old one. */
    public ObjectNode rollback(long to, Conditions conditions) {
        return send("POST", resource.below("rollback"), Json.object().put("to", to), conditions);
    }

    /**
     * Waits until a version is applied.
     *
     * @param version null for the current one
     */
    public ObjectNode await(@Nullable Long version, Wait wait) {
        Wait.Deadline deadline = wait.begin();
        Duration slice = deadline.slice();
        Resource waiting = resource.with("wait", "applied").with("timeout", slice);
        Answer answer = server.get(version == null ? waiting : waiting.with("version", version), slice);
        return answer.status() == 200 ? answer.object() : awaitApplied(answer.object(), deadline);
    }

    private ObjectNode send(String method, Resource to, ObjectNode body, Conditions conditions) {
        Map<String, @Nullable String> headers = new HashMap<>();
        headers.put("If-Match", conditions.ifVersion() == null ? null : "\"" + conditions.ifVersion() + "\"");
        headers.put("Idempotency-Key", conditions.key());
        Wait wait = conditions.applied();
        if (wait == null) {
            return server.send(method, to, body, headers, Duration.ZERO).object();
        }
        Wait.Deadline deadline = wait.begin();
        Duration slice = deadline.slice();
        Resource waiting = to.with("wait", "applied").with("timeout", slice);
        Answer answer = server.send(method, waiting, body, headers, slice);
        return answer.status() == 200 ? answer.object() : awaitApplied(answer.object(), deadline);
    }

    /** Polls until an accepted change is applied. */
    private ObjectNode awaitApplied(ObjectNode accepted, Wait.Deadline deadline) {
        String run = accepted.path("run").asText();
        long wanted = accepted.path("accepted").asLong();
        Resource live = Runs.resource(run).below("live").with("wait", "applied").with("version", wanted);
        BackOff backOff = new BackOff(notices);
        ObjectNode now = accepted;
        while (true) {
            mustNotHaveEnded(now, wanted);
            if (deadline.isOver()) {
                throw Failure.of(
                        Exit.RESOURCES,
                        "not-applied",
                        "version %d was accepted, but no micro-batch of run %s has run with it within %s; it stays accepted; resume the wait with 'mist live wait %s --version %d'"
                                .formatted(wanted, run, deadline.atMost(), run, wanted));
            }
            long began = System.nanoTime();
            try {
                Duration slice = deadline.slice();
                Answer answer = server.get(live.with("timeout", slice), slice);
                if (answer.status() == 200) {
                    return answer.object();
                }
                now = answer.object();
                backOff.reset();
            } catch (Failure e) {
                if (!e.mayPass()) {
                    throw e;
                }
                backOff.pause(e);
            }
            BackOff.completeRound(began);
        }
    }

    private static void mustNotHaveEnded(ObjectNode view, long wanted) {
        if (Runs.hasEnded(view)) {
            throw Failure.of(
                    Exit.JOB,
                    "run-ended",
                    "version %d was accepted, but run %s ended (%s) before it was applied"
                            .formatted(
                                    wanted,
                                    view.path("run").asText(),
                                    view.path("state").asText()));
        }
    }

    /** Whether at least one query has reported, and all that have reported run with at least this version. */
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
