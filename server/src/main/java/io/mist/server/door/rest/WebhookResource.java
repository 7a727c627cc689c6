package io.mist.server.door.rest;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.annotation.Blocking;
import com.linecorp.armeria.server.annotation.Get;
import com.linecorp.armeria.server.annotation.Param;
import io.mist.server.gate.Gate;
import io.mist.server.gate.Webhooks;
import io.mist.server.gate.message.ChannelId;
import java.util.Map;

/** {@code …/webhooks} of an output: how they are doing, and what they could not deliver. */
@Blocking
final class WebhookResource {

    private final Gate gate;
    private final Webhooks webhooks;
    private final ChannelReader reader;

    WebhookResource(Gate gate, Webhooks webhooks, ChannelReader reader) {
        this.gate = gate;
        this.webhooks = webhooks;
        this.reader = reader;
    }

    @Get("/v1/routes/{route}/outputs/{output}/webhooks")
    public HttpResponse list(@Param("route") String route, @Param("output") String output) {
        return Answers.json(HttpStatus.OK, Map.of("webhooks", webhooks.of(gate.output(route, output))));
    }

    @Get("/v1/routes/{route}/outputs/{output}/webhooks/{name}/dead-letters")
    public HttpResponse deadLetters(
            @Param("route") String route,
            @Param("output") String output,
            @Param("name") String name,
            QueryParams query) {
        ChannelId letters = webhooks.deadLetters(gate.output(route, output), name);
        return reader.plainPage(letters, query);
    }
}
