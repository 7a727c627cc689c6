package io.mist.server.door.rest;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.annotation.Blocking;
import com.linecorp.armeria.server.annotation.Get;
import com.linecorp.armeria.server.annotation.Param;
import io.mist.server.gate.message.ReadRequest;
import java.util.concurrent.CompletionStage;

/** {@code GET /v1/routes/{route}/outputs/{channel}}, and the same of inputs: a page of messages, or all that come. */
@Blocking
final class OutputResource {

    @Get("/v1/routes/{route}/outputs/{output}")
    public CompletionStage<HttpResponse> read(
            HttpOperations operations,
            @Param("route") String route,
            @Param("output") String output,
            AggregatedHttpRequest request,
            QueryParams query) {
        return operations.answer(ReadRequests.of(new ReadRequest.Target.Output(route, output), request, query));
    }

    @Get("/v1/routes/{route}/inputs/{input}")
    public CompletionStage<HttpResponse> readInput(
            HttpOperations operations,
            @Param("route") String route,
            @Param("input") String input,
            AggregatedHttpRequest request,
            QueryParams query) {
        return operations.answer(ReadRequests.of(new ReadRequest.Target.Input(route, input), request, query));
    }
}
