package io.mist.server.door.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.annotation.Blocking;
import com.linecorp.armeria.server.annotation.Delete;
import com.linecorp.armeria.server.annotation.Get;
import com.linecorp.armeria.server.annotation.Param;
import com.linecorp.armeria.server.annotation.Post;
import com.linecorp.armeria.server.annotation.Put;
import io.mist.server.gate.DeployRequest;
import io.mist.server.gate.DeployView;
import io.mist.server.gate.Desk;
import io.mist.server.gate.Operation;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@code /v1/routes}: what can be started, and starting it. */
@Blocking
final class RouteResource {

    @Get("/v1/routes")
    public HttpResponse routes(Desk desk) {
        return Answers.json(HttpStatus.OK, Map.of("routes", desk.routes()));
    }

    @Get("/v1/routes/{route}")
    public HttpResponse route(Desk desk, @Param("route") String route) {
        return Answers.json(HttpStatus.OK, desk.route(route));
    }

    @Put("/v1/routes/{route}")
    public HttpResponse deploy(
            Desk desk, @Param("route") String route, AggregatedHttpRequest request, QueryParams query) {
        DeployRequest deployment = new DeployRequest(
                route,
                Requests.object(request),
                Requests.flag(query, "accept-breaking"),
                Requests.flag(query, "dry-run"));
        DeployView done = desk.deploy(deployment);
        if (deployment.dryRun()) {
            return Answers.json(HttpStatus.OK, done);
        }
        return Answers.json(done.isNew() ? HttpStatus.CREATED : HttpStatus.OK, desk.route(route));
    }

    @Delete("/v1/routes/{route}")
    public HttpResponse undeploy(Desk desk, @Param("route") String route) {
        desk.undeploy(route);
        return HttpResponse.of(HttpStatus.NO_CONTENT);
    }

    @Post("/v1/routes/{route}/runs")
    public CompletionStage<HttpResponse> start(
            HttpOperations operations, @Param("route") String route, AggregatedHttpRequest request, QueryParams query) {
        Optional<Duration> wait = Requests.duration(query, "wait");
        ObjectNode body = Requests.object(request);
        return operations.answer(new Operation.Start(
                route,
                Requests.field(body, "parameters"),
                Requests.header(request, "idempotency-key"),
                wait.orElse(null)));
    }
}
