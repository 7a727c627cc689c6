package io.mist.server.door.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.annotation.Blocking;
import com.linecorp.armeria.server.annotation.Param;
import com.linecorp.armeria.server.annotation.Post;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.server.door.ProblemDocument;
import io.mist.server.gate.Operation;
import io.mist.server.gate.PushView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code POST /v1/routes/{route}/inputs/{channel}}: messages for a run, answered when they are durable. */
@Blocking
final class InputResource {

    /** So many are listed one by one; the number of all is given too. */
    private static final int MAX_REJECTED = 1_000;

    @Post("/v1/routes/{route}/inputs/{input}")
    public CompletionStage<HttpResponse> push(
            HttpOperations operations,
            @Param("route") String route,
            @Param("input") String input,
            AggregatedHttpRequest request) {
        List<PushBody.Part> parts = PushBody.read(request, Requests.header(request, "idempotency-key"));
        CompletionStage<List<PushView>> pushed = CompletableFuture.completedFuture(new ArrayList<>());
        for (PushBody.Part part : parts) {
            // One after the other: what comes first in the body comes first in the log.
            pushed = pushed.thenCompose(views -> operations
                    .pushed(new Operation.Push(route, input, part.messages(), part.key()))
                    .thenApply(view -> {
                        views.add(part.inLines(view));
                        return views;
                    }));
        }
        return pushed.thenApply(views -> answer(PushBody.together(views)));
    }

    static HttpResponse answer(PushView view) {
        if (view.accepted() == 0 && !view.rejected().isEmpty()) {
            return refusal(view);
        }
        HttpStatus status = view.rejected().isEmpty() ? HttpStatus.ACCEPTED : HttpStatus.MULTI_STATUS;
        return Answers.json(status, told(Json.MAPPER.valueToTree(view), view.rejected()));
    }

    private static HttpResponse refusal(PushView view) {
        int count = view.rejected().size();
        List<Problem> problems = count == 1 ? view.rejected().get(0).problems() : List.of();
        MistException error = MistException.caller(
                "invalid-messages",
                count == 1 ? "the message was not accepted" : "none of " + count + " messages was accepted",
                problems);
        ObjectNode document = told(ProblemDocument.of(error), view.rejected());
        return HttpResponse.of(
                ResponseHeaders.builder(HttpStatus.BAD_REQUEST)
                        .contentType(MediaType.parse("application/problem+json"))
                        .build(),
                HttpData.ofUtf8(Json.write(document)));
    }

    private static ObjectNode told(ObjectNode body, List<PushView.Rejected> rejected) {
        body.put("rejectedCount", rejected.size());
        body.set(
                "rejected",
                Json.MAPPER.valueToTree(rejected.stream().limit(MAX_REJECTED).toList()));
        return body;
    }
}
