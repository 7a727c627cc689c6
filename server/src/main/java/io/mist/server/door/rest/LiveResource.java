package io.mist.server.door.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.annotation.Blocking;
import com.linecorp.armeria.server.annotation.Get;
import com.linecorp.armeria.server.annotation.Param;
import com.linecorp.armeria.server.annotation.Patch;
import com.linecorp.armeria.server.annotation.Post;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.server.door.Gate;
import io.mist.server.door.LiveRequest;
import io.mist.server.door.LiveView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code …/live} of a run, and of a route for its one active run. */
@Blocking
final class LiveResource {

    private static final Duration APPLIED_WAIT = Duration.ofSeconds(30);

    private final Gate gate;

    LiveResource(Gate gate) {
        this.gate = gate;
    }

    @Get("/v1/runs/{run}/live")
    public HttpResponse ofRun(@Param("run") String run) {
        return Answers.live(HttpStatus.OK, gate.live(LiveRequest.Target.run(run)));
    }

    @Get("/v1/routes/{route}/live")
    public HttpResponse ofRoute(@Param("route") String route) {
        return Answers.live(HttpStatus.OK, gate.live(LiveRequest.Target.route(route)));
    }

    @Patch("/v1/runs/{run}/live")
    public CompletionStage<HttpResponse> changeRun(
            @Param("run") String run, AggregatedHttpRequest request, QueryParams query) {
        return change(LiveRequest.Target.run(run), request, query);
    }

    @Patch("/v1/routes/{route}/live")
    public CompletionStage<HttpResponse> changeRoute(
            @Param("route") String route, AggregatedHttpRequest request, QueryParams query) {
        return change(LiveRequest.Target.route(route), request, query);
    }

    @Get("/v1/runs/{run}/live/history")
    public HttpResponse historyOfRun(@Param("run") String run) {
        return Answers.json(HttpStatus.OK, Map.of("versions", gate.history(LiveRequest.Target.run(run))));
    }

    @Get("/v1/routes/{route}/live/history")
    public HttpResponse historyOfRoute(@Param("route") String route) {
        return Answers.json(HttpStatus.OK, Map.of("versions", gate.history(LiveRequest.Target.route(route))));
    }

    @Post("/v1/runs/{run}/live/rollback")
    public CompletionStage<HttpResponse> rollbackRun(
            @Param("run") String run, AggregatedHttpRequest request, QueryParams query) {
        return rollback(LiveRequest.Target.run(run), request, query);
    }

    @Post("/v1/routes/{route}/live/rollback")
    public CompletionStage<HttpResponse> rollbackRoute(
            @Param("route") String route, AggregatedHttpRequest request, QueryParams query) {
        return rollback(LiveRequest.Target.route(route), request, query);
    }

    private CompletionStage<HttpResponse> change(
            LiveRequest.Target target, AggregatedHttpRequest request, QueryParams query) {
        ObjectNode patch = Requests.object(request);
        if (patch.isEmpty()) {
            throw MistException.caller(
                    "invalid-request",
                    "the body is empty (expected: a JSON merge patch such as {\"filter\": \"notice\"})");
        }
        Duration applied = awaitApplied(query);
        return gate.change(change(target, patch, applied, request)).thenApply(view -> answer(view, applied));
    }

    private CompletionStage<HttpResponse> rollback(
            LiveRequest.Target target, AggregatedHttpRequest request, QueryParams query) {
        ObjectNode body = Requests.only(Requests.object(request), "to");
        if (!body.path("to").isIntegralNumber()) {
            throw MistException.caller(
                    "invalid-request",
                    "the body has problems",
                    List.of(new Problem(
                            "to",
                            body.has("to")
                                    ? body.get("to") + " (expected: a version)"
                                    : "missing (expected: a version)")));
        }
        Duration applied = awaitApplied(query);
        LiveRequest change = change(target, Json.MAPPER.createObjectNode(), applied, request);
        return gate.rollback(change, body.get("to").longValue()).thenApply(view -> answer(view, applied));
    }

    private static LiveRequest change(
            LiveRequest.Target target, ObjectNode patch, @Nullable Duration applied, AggregatedHttpRequest request) {
        return new LiveRequest(
                target,
                patch,
                Requests.ifMatch(request),
                applied,
                Requests.caller(request),
                Requests.header(request, "idempotency-key"));
    }

    private static @Nullable Duration awaitApplied(QueryParams query) {
        String wait = query.get("wait", "accepted");
        return switch (wait) {
            case "accepted" -> null;
            case "applied" -> Requests.duration(query, "timeout").orElse(APPLIED_WAIT);
            default -> throw Requests.invalid("wait", wait, "accepted or applied");
        };
    }

    private static HttpResponse answer(LiveView view, @Nullable Duration awaited) {
        long accepted = view.accepted() == null ? view.version() : view.accepted();
        boolean done = awaited != null && view.isApplied(accepted);
        return Answers.live(done ? HttpStatus.OK : HttpStatus.ACCEPTED, view);
    }
}
