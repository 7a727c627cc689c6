package io.mist.server.desk;

import io.mist.server.context.Dispatcher;
import io.mist.server.gate.Caller;
import io.mist.server.gate.RunView;
import io.mist.server.gate.StartRequest;
import io.mist.server.live.LiveValues;
import io.mist.server.route.Routes;
import io.mist.server.run.RunPlan;
import io.mist.server.run.Runs;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Starts of runs: validated, stored, then queued. Safe for any thread. */
public final class Starts {

    private final Routes routes;
    private final Runs runs;
    private final Dispatcher dispatcher;
    private final LiveValues live;
    private final Channels channels;
    private final RunViews views;
    private final Executor executor;

    public Starts(
            Routes routes,
            Runs runs,
            Dispatcher dispatcher,
            LiveValues live,
            Channels channels,
            RunViews views,
            Executor executor) {
        this.routes = routes;
        this.runs = runs;
        this.dispatcher = dispatcher;
        this.live = live;
        this.channels = channels;
        this.views = views;
        this.executor = executor;
    }

    CompletionStage<RunView> start(StartRequest request, Caller caller) {
        return CompletableFuture.supplyAsync(() -> startNow(request, caller), executor);
    }

    private RunView startNow(StartRequest request, Caller caller) {
        routes.require(request.route());
        if (request.key() != null) {
            var known = runs.findByKey(request.route(), request.key());
            if (known.isPresent()) {
                return views.view(known.get());
            }
        }
        RunPlan plan =
                routes.plan(request.route(), request.parameters()).from(input -> channels.end(request.route(), input));
        live.requireRoom(plan.live());
        dispatcher.requireRoom(plan.namespace());
        Runs.Created created = runs.create(plan, caller.text(), request.key());
        if (created.isNew()) {
            live.begin(created.run().id(), plan.live(), caller);
            dispatcher.submit(created.run());
        }
        return views.view(created.run());
    }
}
