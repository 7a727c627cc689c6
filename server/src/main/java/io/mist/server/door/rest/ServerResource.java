package io.mist.server.door.rest;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.annotation.Blocking;
import com.linecorp.armeria.server.annotation.Get;
import io.mist.server.gate.Desk;
import java.util.Map;
import java.util.function.Supplier;

/** What operators ask for. */
@Blocking
final class ServerResource {

    private final Supplier<?> status;

    /** @param status of the server and its doors */
    ServerResource(Supplier<?> status) {
        this.status = status;
    }

    @Get("/v1/contexts")
    public HttpResponse contexts(Desk desk) {
        return Answers.json(HttpStatus.OK, Map.of("contexts", desk.contexts()));
    }

    @Get("/v1/workers")
    public HttpResponse workers(Desk desk) {
        return Answers.json(HttpStatus.OK, Map.of("workers", desk.workers()));
    }

    @Get("/v1/status")
    public HttpResponse status() {
        return Answers.json(HttpStatus.OK, status.get());
    }

    @Get("/health")
    public HttpResponse health() {
        return Answers.json(HttpStatus.OK, Map.of("status", "ok"));
    }
}
