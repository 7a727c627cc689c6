package io.mist.server.door.rest;

import com.fasterxml.jackson.databind.JsonNode;
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
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.server.gate.Desk;
import io.mist.server.gate.LiveRequest;
import io.mist.server.gate.LiveView;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code …/live} of a run, and of a route for its one active run. */
@Blocking
final class LiveResource {

    private static final int HISTORY_PAGE = 100;
    private static final int MAX_HISTORY_PAGE = 1_000;

    @Get("/v1/runs/{run}/live")
    public CompletionStage<HttpResponse> ofRun(Desk desk, @Param("run") String run, QueryParams query) {
        return live(desk, LiveRequest.Target.run(run), query);
    }

    @Get("/v1/routes/{route}/live")
    public CompletionStage<HttpResponse> ofRoute(Desk desk, @Param("route") String route, QueryParams query) {
        return live(desk, LiveRequest.Target.route(route), query);
    }

    @Patch("/v1/runs/{run}/live")
    public CompletionStage<HttpResponse> changeRun(
            Desk desk, @Param("run") String run, AggregatedHttpRequest request, QueryParams query) {
        return change(desk, LiveRequest.Target.run(run), request, query);
    }

    @Patch("/v1/routes/{route}/live")
    public CompletionStage<HttpResponse> changeRoute(
            Desk desk, @Param("route") String route, AggregatedHttpRequest request, QueryParams query) {
        return change(desk, LiveRequest.Target.route(route), request, query);
    }

    @Get("/v1/runs/{run}/live/history")
    public HttpResponse historyOfRun(Desk desk, @Param("run") String run, QueryParams query) {
        return history(desk, LiveRequest.Target.run(run), query);
    }

    @Get("/v1/routes/{route}/live/history")
    public HttpResponse historyOfRoute(Desk desk, @Param("route") String route, QueryParams query) {
        return history(desk, LiveRequest.Target.route(route), query);
    }

    @Get("/v1/runs/{run}/live/diff")
    public HttpResponse differenceOfRun(Desk desk, @Param("run") String run, QueryParams query) {
        return difference(desk, LiveRequest.Target.run(run), query);
    }

    @Get("/v1/routes/{route}/live/diff")
    public HttpResponse differenceOfRoute(Desk desk, @Param("route") String route, QueryParams query) {
        return difference(desk, LiveRequest.Target.route(route), query);
    }

    @Post("/v1/runs/{run}/live/rollback")
    public CompletionStage<HttpResponse> rollbackRun(
            Desk desk, @Param("run") String run, AggregatedHttpRequest request, QueryParams query) {
        return rollback(desk, LiveRequest.Target.run(run), request, query);
    }

    @Post("/v1/routes/{route}/live/rollback")
    public CompletionStage<HttpResponse> rollbackRoute(
            Desk desk, @Param("route") String route, AggregatedHttpRequest request, QueryParams query) {
        return rollback(desk, LiveRequest.Target.route(route), request, query);
    }

    private CompletionStage<HttpResponse> live(Desk desk, LiveRequest.Target target, QueryParams query) {
        Duration applied = awaitApplied(query);
        Long version = version(query, "version");
        if (applied != null) {
            return desk.awaitApplied(target, version, applied).thenApply(LiveResource::answer);
        }
        if (version != null) {
            throw Requests.invalid(
                    "version", String.valueOf(version), "with wait=applied only; what has changed is at …/live/diff");
        }
        return CompletableFuture.completedFuture(Answers.live(HttpStatus.OK, desk.live(target)));
    }

    private HttpResponse history(Desk desk, LiveRequest.Target target, QueryParams query) {
        int limit = (int) Requests.number(query, "limit", HISTORY_PAGE, 1, MAX_HISTORY_PAGE);
        return Answers.json(HttpStatus.OK, desk.history(target, limit, version(query, "before")));
    }

    private HttpResponse difference(Desk desk, LiveRequest.Target target, QueryParams query) {
        Long from = version(query, "from");
        if (from == null) {
            throw MistException.caller("invalid-query", "from: missing (expected: a version)");
        }
        return Answers.json(HttpStatus.OK, desk.difference(target, from, version(query, "to")));
    }

    private static @Nullable Long version(QueryParams query, String name) {
        return query.contains(name) ? Requests.number(query, name, 1, 1, Long.MAX_VALUE) : null;
    }

    private CompletionStage<HttpResponse> change(
            Desk desk, LiveRequest.Target target, AggregatedHttpRequest request, QueryParams query) {
        ObjectNode patch = Requests.object(request);
        if (patch.isEmpty()) {
            throw MistException.caller(
                    "invalid-request",
                    "the body is empty (expected: a JSON merge patch such as {\"filter\": \"notice\"})");
        }
        return change(desk, target, new LiveRequest.Patch(patch), request, query);
    }

    private CompletionStage<HttpResponse> rollback(
            Desk desk, LiveRequest.Target target, AggregatedHttpRequest request, QueryParams query) {
        ObjectNode body = Requests.only(Requests.object(request), "to");
        JsonNode to = body.path("to");
        if (!to.isIntegralNumber() || !to.canConvertToLong()) {
            throw MistException.caller(
                    "invalid-request",
                    "the body has problems",
                    List.of(new Problem(
                            "to", (to.isMissingNode() ? "missing" : Requests.shown(to)) + " (expected: a version)")));
        }
        return change(desk, target, new LiveRequest.Rollback(to.longValue()), request, query);
    }

    private CompletionStage<HttpResponse> change(
            Desk desk,
            LiveRequest.Target target,
            LiveRequest.Change change,
            AggregatedHttpRequest request,
            QueryParams query) {
        Duration applied = awaitApplied(query);
        LiveRequest asked = new LiveRequest(
                target, change, Requests.ifMatch(request), applied, Requests.header(request, "idempotency-key"));
        return desk.change(asked)
                .thenApply(view -> applied == null ? Answers.live(HttpStatus.ACCEPTED, view) : answer(view));
    }

    private static @Nullable Duration awaitApplied(QueryParams query) {
        String wait = query.get("wait", "accepted");
        return switch (wait) {
            case "accepted" -> null;
            case "applied" -> Requests.duration(query, "timeout").orElse(LiveRequest.USUAL_WAIT);
            default -> throw Requests.invalid("wait", wait, "accepted or applied");
        };
    }

    /** The answer to a caller that has waited. */
    private static HttpResponse answer(LiveView view) {
        return Answers.live(view.hasTakenEffect() ? HttpStatus.OK : HttpStatus.ACCEPTED, view);
    }
}
