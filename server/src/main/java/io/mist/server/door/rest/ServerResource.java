package io.mist.server.door.rest;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.annotation.Blocking;
import com.linecorp.armeria.server.annotation.Get;
import java.util.Map;
import java.util.function.Supplier;

/** What operators ask for. */
@Blocking
final class ServerResource {

    private final Views views;

    /** Where the answers come from. */
    record Views(Supplier<?> contexts, Supplier<?> workers, Supplier<?> status) {}

    ServerResource(Views views) {
        this.views = views;
    }

    @Get("/v1/contexts")
    public HttpResponse contexts() {
        return Answers.json(HttpStatus.OK, Map.of("contexts", views.contexts().get()));
    }

    @Get("/v1/workers")
    public HttpResponse workers() {
        return Answers.json(HttpStatus.OK, Map.of("workers", views.workers().get()));
    }

    @Get("/v1/status")
    public HttpResponse status() {
        return Answers.json(HttpStatus.OK, views.status().get());
    }

    @Get("/health")
    public HttpResponse health() {
        return Answers.json(HttpStatus.OK, Map.of("status", "ok"));
    }
}
