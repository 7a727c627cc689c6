package io.mist.server.door.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.annotation.Blocking;
import com.linecorp.armeria.server.annotation.Get;
import com.linecorp.armeria.server.annotation.Param;
import com.linecorp.armeria.server.annotation.Patch;
import com.linecorp.armeria.server.annotation.Post;
import io.mist.protocol.MistException;
import io.mist.server.door.RequestFields;
import io.mist.server.gate.LiveRequest;
import io.mist.server.gate.Operation;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code …/live} of a run, and of a route for its one active run. */
@Blocking
final class LiveResource {

    private static final int HISTORY_PAGE = 100;
    private static final int MAX_HISTORY_PAGE = 1_000;

    @Get("/v1/runs/{run}/live")
    public CompletionStage<HttpResponse> ofRun(HttpOperations operations, @Param("run") String run, QueryParams query) {
        return live(operations, new Operation.Target(null, run), query);
    }

    @Get("/v1/routes/{route}/live")
    public CompletionStage<HttpResponse> ofRoute(
            HttpOperations operations, @Param("route") String route, QueryParams query) {
        return live(operations, new Operation.Target(route, null), query);
    }

    @Patch("/v1/runs/{run}/live")
    public CompletionStage<HttpResponse> changeRun(
            HttpOperations operations, @Param("run") String run, AggregatedHttpRequest request, QueryParams query) {
        return change(operations, new Operation.Target(null, run), request, query);
    }

    @Patch("/v1/routes/{route}/live")
    public CompletionStage<HttpResponse> changeRoute(
            HttpOperations operations, @Param("route") String route, AggregatedHttpRequest request, QueryParams query) {
        return change(operations, new Operation.Target(route, null), request, query);
    }

    @Get("/v1/runs/{run}/live/history")
    public CompletionStage<HttpResponse> historyOfRun(
            HttpOperations operations, @Param("run") String run, QueryParams query) {
        return history(operations, new Operation.Target(null, run), query);
    }

    @Get("/v1/routes/{route}/live/history")
    public CompletionStage<HttpResponse> historyOfRoute(
            HttpOperations operations, @Param("route") String route, QueryParams query) {
        return history(operations, new Operation.Target(route, null), query);
    }

    @Get("/v1/runs/{run}/live/diff")
    public CompletionStage<HttpResponse> differenceOfRun(
            HttpOperations operations, @Param("run") String run, QueryParams query) {
        return difference(operations, new Operation.Target(null, run), query);
    }

    @Get("/v1/routes/{route}/live/diff")
    public CompletionStage<HttpResponse> differenceOfRoute(
            HttpOperations operations, @Param("route") String route, QueryParams query) {
        return difference(operations, new Operation.Target(route, null), query);
    }

    @Post("/v1/runs/{run}/live/rollback")
    public CompletionStage<HttpResponse> rollbackRun(
            HttpOperations operations, @Param("run") String run, AggregatedHttpRequest request, QueryParams query) {
        return rollback(operations, new Operation.Target(null, run), request, query);
    }

    @Post("/v1/routes/{route}/live/rollback")
    public CompletionStage<HttpResponse> rollbackRoute(
            HttpOperations operations, @Param("route") String route, AggregatedHttpRequest request, QueryParams query) {
        return rollback(operations, new Operation.Target(route, null), request, query);
    }

    private CompletionStage<HttpResponse> live(HttpOperations operations, Operation.Target target, QueryParams query) {
        Duration applied = awaitApplied(query);
        Long version = version(query, "version");
        if (applied == null && version != null) {
            throw Requests.invalid(
                    "version", String.valueOf(version), "with wait=applied only; what has changed is at …/live/diff");
        }
        return operations.answer(new Operation.ReadLive(target, version, applied));
    }

    private CompletionStage<HttpResponse> history(
            HttpOperations operations, Operation.Target target, QueryParams query) {
        int limit = (int) Requests.number(query, "limit", HISTORY_PAGE, 1, MAX_HISTORY_PAGE);
        return operations.answer(new Operation.History(target, limit, version(query, "before")));
    }

    private CompletionStage<HttpResponse> difference(
            HttpOperations operations, Operation.Target target, QueryParams query) {
        Long from = version(query, "from");
        if (from == null) {
            throw MistException.caller("invalid-query", "from: missing (expected: a version)");
        }
        return operations.answer(new Operation.Difference(target, from, version(query, "to")));
    }

    private static @Nullable Long version(QueryParams query, String name) {
        return query.contains(name) ? Requests.number(query, name, 1, 1, Long.MAX_VALUE) : null;
    }

    private CompletionStage<HttpResponse> change(
            HttpOperations operations, Operation.Target target, AggregatedHttpRequest request, QueryParams query) {
        ObjectNode patch = Requests.object(request);
        if (patch.isEmpty()) {
            throw MistException.caller(
                    "malformed-request",
                    "the body is empty (expected: a JSON merge patch such as {\"filter\": \"notice\"})");
        }
        return change(operations, target, new LiveRequest.Patch(patch), request, query);
    }

    private CompletionStage<HttpResponse> rollback(
            HttpOperations operations, Operation.Target target, AggregatedHttpRequest request, QueryParams query) {
        RequestFields fields = Requests.only(Requests.object(request), "to");
        long to = fields.requiredNumber("to", 1, Long.MAX_VALUE);
        fields.check();
        return change(operations, target, new LiveRequest.Rollback(to), request, query);
    }

    private CompletionStage<HttpResponse> change(
            HttpOperations operations,
            Operation.Target target,
            LiveRequest.Change change,
            AggregatedHttpRequest request,
            QueryParams query) {
        Duration applied = awaitApplied(query);
        return operations.answer(new Operation.ChangeLive(
                target, change, Requests.ifMatch(request), applied, Requests.header(request, "idempotency-key")));
    }

    private static @Nullable Duration awaitApplied(QueryParams query) {
        String wait = query.get("wait", "accepted");
        return switch (wait) {
            case "accepted" -> null;
            case "applied" -> Requests.duration(query, "timeout").orElse(LiveRequest.USUAL_WAIT);
            default -> throw Requests.invalid("wait", wait, "accepted or applied");
        };
    }
}
