package io.mist.server.door.rest;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.annotation.Blocking;
import com.linecorp.armeria.server.annotation.Get;
import com.linecorp.armeria.server.annotation.Param;
import io.mist.server.gate.Desk;
import io.mist.server.gate.Operation;
import io.mist.server.gate.message.ReadRequest;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** {@code …/webhooks} of an output: how they are doing, and what they could not deliver. */
@Blocking
final class WebhookResource {

    @Get("/v1/routes/{route}/outputs/{output}/webhooks")
    public HttpResponse list(Desk desk, @Param("route") String route, @Param("output") String output) {
        return Answers.json(HttpStatus.OK, Map.of("webhooks", desk.webhooks(route, output)));
    }

    @Get("/v1/routes/{route}/outputs/{output}/webhooks/{name}/dead-letters")
    public CompletionStage<HttpResponse> deadLetters(
            HttpOperations operations,
            @Param("route") String route,
            @Param("output") String output,
            @Param("name") String name,
            QueryParams query) {
        ReadRequest request = ReadRequest.plain(
                new ReadRequest.Target.DeadLetters(route, output, name), query.get("from", "earliest"));
        return operations.answer(new Operation.Read(request, ReadRequests.limit(query)));
    }
}
