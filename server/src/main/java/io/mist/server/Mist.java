package io.mist.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.protocol.MistException;
import io.mist.server.context.Dispatcher;
import io.mist.server.gate.Caller;
import io.mist.server.gate.ContextView;
import io.mist.server.gate.DeployRequest;
import io.mist.server.gate.DeployView;
import io.mist.server.gate.Desk;
import io.mist.server.gate.Gate;
import io.mist.server.gate.LiveRequest;
import io.mist.server.gate.LiveVersion;
import io.mist.server.gate.LiveView;
import io.mist.server.gate.RouteView;
import io.mist.server.gate.RunLog;
import io.mist.server.gate.RunView;
import io.mist.server.gate.StartRequest;
import io.mist.server.gate.StatusView;
import io.mist.server.gate.WorkerView;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.InputSettings;
import io.mist.server.gate.message.OutputSettings;
import io.mist.server.link.LiveSource;
import io.mist.server.live.LiveChanges;
import io.mist.server.live.LiveValues;
import io.mist.server.live.LiveWaits;
import io.mist.server.route.Routes;
import io.mist.server.run.Reason;
import io.mist.server.run.Run;
import io.mist.server.run.RunLogs;
import io.mist.server.run.RunPlan;
import io.mist.server.run.RunState;
import io.mist.server.run.RunWaits;
import io.mist.server.run.Runs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What stands behind the doors: it brings routes, runs, the dispatcher, live values and outputs together. */
final class Mist implements Gate {

    private static final int MAX_PAGE = 500;
    private static final Set<String> STATES =
            Set.of("QUEUED", "STARTING", "RUNNING", "RESTARTING", "CANCELLING", "SUCCEEDED", "FAILED", "CANCELLED");

    private final Routes routes;
    private final Runs runs;
    private final Dispatcher dispatcher;
    private final Overview overview;
    private final LiveValues live;
    private final LiveChanges liveChanges;
    private final RunWaits runWaits;
    private final LiveWaits liveWaits;
    private final Channels channels;
    private final RunLogs logs;
    private final Executor executor;

    Mist(
            Routes routes,
            Runs runs,
            Dispatcher dispatcher,
            LiveValues live,
            LiveChanges liveChanges,
            RunWaits runWaits,
            LiveWaits liveWaits,
            RunLogs logs,
            Channels channels,
            Overview overview,
            Executor executor) {
        this.routes = routes;
        this.runs = runs;
        this.dispatcher = dispatcher;
        this.overview = overview;
        this.live = live;
        this.liveChanges = liveChanges;
        this.runWaits = runWaits;
        this.liveWaits = liveWaits;
        this.channels = channels;
        this.logs = logs;
        this.executor = executor;
    }

    @Override
    public Desk as(Caller caller) {
        return new CallerDesk(this, caller);
    }

    List<RouteView> routes() {
        return routes.views();
    }

    RouteView route(String name) {
        return routes.view(name);
    }

    DeployView deploy(DeployRequest request, Caller caller) {
        return routes.deploy(request, caller);
    }

    void undeploy(String route) {
        routes.undeploy(route);
    }

    CompletionStage<RunView> start(StartRequest request, Caller caller) {
        return CompletableFuture.supplyAsync(() -> startNow(request, caller), executor);
    }

    private RunView startNow(StartRequest request, Caller caller) {
        routes.require(request.route());
        if (request.key() != null) {
            var known = runs.findByKey(request.route(), request.key());
            if (known.isPresent()) {
                return view(known.get());
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
        return view(created.run());
    }

    RunView run(String id) {
        return view(runs.require(id));
    }

    Desk.RunPage runs(@Nullable String route, @Nullable String state, int limit, @Nullable String after) {
        if (state != null && !STATES.contains(state)) {
            throw MistException.caller(
                    "invalid-query",
                    "state: '" + state + "' (expected: one of " + String.join(", ", new TreeSet<>(STATES)) + ")");
        }
        if (limit < 1 || limit > MAX_PAGE) {
            throw MistException.caller("invalid-query", "limit: " + limit + " (expected: 1 to " + MAX_PAGE + ")");
        }
        long before = after == null ? Long.MAX_VALUE : runs.require(after).seq();
        List<Run> page = runs.page(route, state, before, limit + 1);
        boolean more = page.size() > limit;
        List<RunView> views = page.stream().limit(limit).map(this::view).toList();
        return new Desk.RunPage(views, more ? views.get(views.size() - 1).id() : null);
    }

    CompletionStage<RunView> await(String id, Desk.Until until, Duration atMost) {
        return runWaits.await(id, until, atMost).thenApply(this::view);
    }

    RunView cancel(String id, Caller caller) {
        runs.require(id);
        return view(dispatcher.cancel(id, caller.text()));
    }

    RunView activeRun(String route) {
        return view(active(route));
    }

    private Run active(String route) {
        routes.require(route);
        List<Run> found = runs.active().stream()
                .filter(run -> run.plan().route().equals(route))
                .toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        String ids = found.stream()
                .map(Run::id)
                .limit(10)
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
        throw MistException.caller(
                "not-one-run",
                found.isEmpty()
                        ? "route '" + route + "' has no active run; start one"
                        : "route '" + route + "' has " + found.size() + " active runs; name one: " + ids);
    }

    private Run run(LiveRequest.Target target) {
        return target.run() == null ? active(routeOf(target)) : runs.require(target.run());
    }

    private String runId(LiveRequest.Target target) {
        return target.run() == null ? active(routeOf(target)).id() : target.run();
    }

    private static String routeOf(LiveRequest.Target target) {
        if (target.route() == null) {
            throw new IllegalArgumentException("a target without run and route");
        }
        return target.route();
    }

    LiveView live(LiveRequest.Target target) {
        return live.view(runId(target));
    }

    CompletionStage<LiveView> change(LiveRequest request, Caller caller) {
        return liveChanges.change(request, caller, this::runId);
    }

    CompletionStage<LiveView> awaitApplied(LiveRequest.Target target, @Nullable Long version, Duration atMost) {
        return CompletableFuture.supplyAsync(() -> runId(target), executor)
                .thenCompose(run -> liveWaits.await(run, version, atMost));
    }

    LiveVersion.Page history(LiveRequest.Target target, int limit, @Nullable Long before) {
        return live.history(run(target), limit, before);
    }

    LiveVersion.Difference difference(LiveRequest.Target target, long from, @Nullable Long to) {
        return live.difference(run(target), from, to);
    }

    OutputSettings outputSettings(ChannelId channel) {
        return routes.outputSettings(channel);
    }

    InputSettings inputSettings(ChannelId channel) {
        return routes.inputSettings(channel);
    }

    Map<ChannelId, InputSettings> inputSettings() {
        return routes.inputSettings();
    }

    AutoCloseable onRoutes(Runnable listener) {
        return routes.onChange(listener);
    }

    Channels channels() {
        return channels;
    }

    RunLog log(String run) {
        runs.require(run);
        return logs.of(run);
    }

    List<ContextView> contexts() {
        return overview.contexts();
    }

    List<WorkerView> workers() {
        return overview.workers();
    }

    StatusView status() {
        return overview.status();
    }

    AutoCloseable onRun(Consumer<RunView> listener) {
        return runs.onChange(run -> listener.accept(view(run)));
    }

    AutoCloseable onLive(Consumer<LiveView> listener) {
        return live.onChange(listener);
    }

    private RunView view(Run run) {
        RunState state = run.state();
        Reason reason = null;
        JsonNode result = null;
        if (state instanceof RunState.Failed failed) {
            reason = failed.reason();
        } else if (state instanceof RunState.Cancelled cancelled) {
            reason = cancelled.reason();
        } else if (state instanceof RunState.Restarting restarting) {
            reason = restarting.reason();
        } else if (state instanceof RunState.Succeeded succeeded) {
            result = succeeded.result();
        }
        return new RunView(
                run.id(),
                run.plan().route(),
                run.plan().job(),
                run.plan().namespace(),
                state.name(),
                state.since(),
                run.created(),
                run.attempt(),
                run.plan().parameters(),
                run.plan().artifact(),
                run.startedBy(),
                result,
                reason == null
                        ? null
                        : new RunView.Reason(
                                reason.kind().wireName(), reason.code(), reason.message(), reason.problems()),
                liveOf(run));
    }

    private RunView.@Nullable Values liveOf(Run run) {
        if (!run.plan().contract().live().path("properties").fieldNames().hasNext()) {
            return null;
        }
        LiveSource.Values values = live.of(run.id());
        return new RunView.Values(
                values.version(), values.values().isEmpty() ? run.plan().live() : values.values());
    }
}
