package io.mist.server.door.rest;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.annotation.Blocking;
import com.linecorp.armeria.server.annotation.Get;
import io.mist.server.gate.Desk;
import io.mist.server.gate.DoorStatus;
import io.mist.server.gate.ServerStatus;
import java.util.Map;
import java.util.function.Supplier;

/** Requests of operators: status, workers, contexts. */
@Blocking
final class ServerResource {

    private final Supplier<Map<String, DoorStatus>> doors;

    /** @param doors how they are doing, by their names */
    ServerResource(Supplier<Map<String, DoorStatus>> doors) {
        this.doors = doors;
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
    public HttpResponse status(Desk desk) {
        return Answers.json(HttpStatus.OK, ServerStatus.of(desk.status(), doors.get()));
    }

    @Get("/health")
    public HttpResponse health() {
        return Answers.json(HttpStatus.OK, Map.of("status", "ok"));
    }
}
