package io.mist.server.door.rest;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.annotation.Blocking;
import com.linecorp.armeria.server.annotation.Get;
import com.linecorp.armeria.server.annotation.Param;
import io.mist.server.gate.Desk;
import io.mist.server.gate.message.ReadRequest;

/** {@code GET /v1/routes/{route}/outputs/{channel}}, and the same of inputs: a page of messages, or all that come. */
@Blocking
final class OutputResource {

    private final ChannelReader reader;

    OutputResource(ChannelReader reader) {
        this.reader = reader;
    }

    @Get("/v1/routes/{route}/outputs/{output}")
    public HttpResponse read(
            Desk desk,
            @Param("route") String route,
            @Param("output") String output,
            AggregatedHttpRequest request,
            QueryParams query,
            ServiceRequestContext context) {
        return reader.read(desk, new ReadRequest.Target.Output(route, output), request, query, context);
    }

    @Get("/v1/routes/{route}/inputs/{input}")
    public HttpResponse readInput(
            Desk desk,
            @Param("route") String route,
            @Param("input") String input,
            AggregatedHttpRequest request,
            QueryParams query,
            ServiceRequestContext context) {
        return reader.read(desk, new ReadRequest.Target.Input(route, input), request, query, context);
    }
}
