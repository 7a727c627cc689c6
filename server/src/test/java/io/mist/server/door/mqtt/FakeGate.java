package io.mist.server.door.mqtt;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.server.channel.Batch;
import io.mist.server.channel.Broadcasts;
import io.mist.server.channel.LogPublication;
import io.mist.server.channel.LogReading;
import io.mist.server.channel.Receipt;
import io.mist.server.channel.rocksdb.RocksDbLog;
import io.mist.server.door.AttributedDesk;
import io.mist.server.gate.Caller;
import io.mist.server.gate.ContextView;
import io.mist.server.gate.DeployRequest;
import io.mist.server.gate.DeployView;
import io.mist.server.gate.Desk;
import io.mist.server.gate.Gate;
import io.mist.server.gate.LiveRequest;
import io.mist.server.gate.LiveVersion;
import io.mist.server.gate.LiveView;
import io.mist.server.gate.PushRequest;
import io.mist.server.gate.PushView;
import io.mist.server.gate.RouteView;
import io.mist.server.gate.RunLog;
import io.mist.server.gate.RunView;
import io.mist.server.gate.StartRequest;
import io.mist.server.gate.StatusView;
import io.mist.server.gate.WebhookView;
import io.mist.server.gate.WorkerView;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.InputSettings;
import io.mist.server.gate.message.OutputSettings;
import io.mist.server.gate.message.Publication;
import io.mist.server.gate.message.ReadRequest;
import io.mist.server.gate.message.Reading;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** A server with one route, whose runs run until they are cancelled. It takes the parameter {@code path}. */
final class FakeGate implements Gate, Desk, AutoCloseable {

    private static final Instant AT = Instant.parse("2026-11-22T12:00:00Z");

    private static final String ALERTS = "alerts";

    private final String route;
    private final RocksDbLog log;
    private final Map<String, RunView> runs = new LinkedHashMap<>();
    private final Map<String, LiveView> lives = new LinkedHashMap<>();
    private final Map<String, Long> changes = new LinkedHashMap<>();
    private final Map<String, String> keys = new LinkedHashMap<>();
    private final List<StartRequest> starts = new CopyOnWriteArrayList<>();
    private final List<Caller> callers = new CopyOnWriteArrayList<>();
    private final List<Consumer<RunView>> runListeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<LiveView>> liveListeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> routeListeners = new CopyOnWriteArrayList<>();
    private final List<Integer> pushes = new CopyOnWriteArrayList<>();
    private int rollbacks;
    private final Queue<RuntimeException> pushFailures = new ConcurrentLinkedQueue<>();
    private volatile InputSettings inputSettings = InputSettings.NONE;
    private volatile OutputSettings outputSettings = OutputSettings.NONE;
    private volatile boolean removed;
    private volatile boolean dying;
    private volatile CompletableFuture<Void> stored = CompletableFuture.completedFuture(null);

    FakeGate(String route, Path directory) {
        this.route = route;
        this.log = TestLog.open(directory);
    }

    @Override
    public void close() {
        log.close();
    }

    @Override
    public Desk as(Caller caller) {
        return new AttributedDesk(this, caller, callers);
    }

    /** The messages of the input {@code lines} that are in its log. */
    List<String> lines() {
        return log.read(ChannelId.input(route, "lines"), 0, null, 10_000).messages().stream()
                .map(message -> new String(message.data(), StandardCharsets.UTF_8))
                .toList();
    }

    /** How many messages each push had. */
    List<Integer> pushes() {
        return pushes;
    }

    /** What the next pushes fail with, one after the other. */
    void failPushes(List<RuntimeException> failures) {
        pushFailures.addAll(failures);
    }

    /** What router.conf sets from now on. */
    void set(InputSettings lines, OutputSettings outputs) {
        inputSettings = lines;
        outputSettings = outputs;
        routeListeners.forEach(Runnable::run);
    }

    void removeRoute() {
        removed = true;
        routeListeners.forEach(Runnable::run);
    }

    /** Every start that was asked for, also of unknown routes. */
    List<StartRequest> starts() {
        return starts;
    }

    synchronized int rollbacks() {
        return rollbacks;
    }

    List<Caller> callers() {
        return callers;
    }

    synchronized int runCount() {
        return runs.size();
    }

    /** From now on starts are decided when the result completes. */
    CompletableFuture<Void> holdStarts() {
        stored = new CompletableFuture<>();
        return stored;
    }

    /** From now on starts are stored, and never answered. */
    void die() {
        dying = true;
    }

    void live() {
        dying = false;
    }

    RunView startDirectly() {
        return start(new StartRequest(route, object("{\"path\": \"/var/log\"}"), null))
                .toCompletableFuture()
                .join();
    }

    /** What a worker reports when a micro-batch runs with the newest version. */
    void apply(String run) {
        LiveView view;
        synchronized (this) {
            LiveView old = lives.get(run);
            var applied = new LiveView.Applied("alerts", old.version(), 7L, AT);
            view = new LiveView(run, old.route(), "RUNNING", old.version(), old.values(), List.of(applied), null);
            lives.put(run, view);
        }
        liveListeners.forEach(listener -> listener.accept(view));
    }

    @Override
    public DeployView deploy(DeployRequest request) {
        throw new IllegalStateException("the MQTT door deploys no routes");
    }

    @Override
    public void undeploy(String route) {
        throw new IllegalStateException("the MQTT door deploys no routes");
    }

    @Override
    public List<RouteView> routes() {
        return removed ? List.of() : List.of(new RouteView(route, "a.jar", "A", "default", "ready", List.of(), null));
    }

    @Override
    public RouteView route(String name) {
        if (!name.equals(route)) {
            throw MistException.caller("unknown-route", "no route '" + name + "' (expected: " + route + ")");
        }
        return new RouteView(route, "a.jar", "A", "default", "ready", List.of(), null);
    }

    @Override
    public CompletionStage<RunView> start(StartRequest request) {
        starts.add(request);
        route(request.route());
        List<Problem> problems = new ArrayList<>();
        request.parameters().fieldNames().forEachRemaining(name -> {
            if (!name.equals("path")) {
                problems.add(new Problem(name, "unknown parameter; did you mean 'path'?"));
            }
        });
        if (!problems.isEmpty()) {
            throw MistException.caller("invalid-parameters", problems.size() + " problem(s)", problems);
        }
        if (dying) {
            store(request);
            return new CompletableFuture<>();
        }
        return stored.thenApply(v -> store(request));
    }

    private RunView store(StartRequest request) {
        RunView run;
        synchronized (this) {
            if (request.key() != null && keys.containsKey(request.key())) {
                return runs.get(keys.get(request.key()));
            }
            String id = "run-" + (runs.size() + 1);
            run = view(id, "RUNNING", request.parameters());
            runs.put(id, run);
            lives.put(id, new LiveView(id, route, "RUNNING", 1, object("{\"filter\": \"error\"}"), List.of(), null));
            if (request.key() != null) {
                keys.put(request.key(), id);
            }
        }
        runListeners.forEach(listener -> listener.accept(run));
        return run;
    }

    private RunView view(String id, String state, ObjectNode parameters) {
        var live = new RunView.Values(1, object("{\"filter\": \"error\"}"));
        return new RunView(
                id, route, "job", "default", state, AT, AT, 1, parameters, "sha256:0", "mqtt", null, null, live);
    }

    @Override
    public synchronized RunView run(String id) {
        RunView run = runs.get(id);
        if (run == null) {
            throw MistException.caller("unknown-run", "no run '" + id + "'");
        }
        return run;
    }

    @Override
    public synchronized Desk.RunPage runs(String ofRoute, String state, int limit, String after) {
        List<RunView> newestFirst = new ArrayList<>(runs.values());
        java.util.Collections.reverse(newestFirst);
        return new Desk.RunPage(
                newestFirst.stream()
                        .filter(run -> state == null || run.state().equals(state))
                        .limit(limit)
                        .toList(),
                null);
    }

    @Override
    public CompletionStage<RunView> await(String run, Desk.Until until, Duration atMost) {
        return CompletableFuture.completedFuture(run(run));
    }

    @Override
    public RunView cancel(String id) {
        RunView cancelled;
        synchronized (this) {
            cancelled = view(id, "CANCELLED", run(id).parameters());
            runs.put(id, cancelled);
        }
        runListeners.forEach(listener -> listener.accept(cancelled));
        return cancelled;
    }

    @Override
    public synchronized RunView activeRun(String name) {
        route(name);
        List<RunView> active =
                runs.values().stream().filter(run -> !run.hasEnded()).toList();
        if (active.size() != 1) {
            throw MistException.caller("not-one-run", active.size() + " runs of '" + name + "' (expected: 1)");
        }
        return active.get(0);
    }

    @Override
    public synchronized LiveView live(LiveRequest.Target target) {
        LiveView view = lives.get(
                target.run() != null ? target.run() : activeRun(target.route()).id());
        return new LiveView(
                view.run(),
                view.route(),
                run(view.run()).state(),
                view.version(),
                view.values(),
                view.applied(),
                view.accepted());
    }

    @Override
    public CompletionStage<LiveView> change(LiveRequest request) {
        LiveView view;
        synchronized (this) {
            LiveView old = live(request.target());
            Long made = request.key() == null ? null : changes.get(request.key());
            if (made != null) {
                return CompletableFuture.completedFuture(old.accepting(made));
            }
            if (request.ifVersion() != null && request.ifVersion() != old.version()) {
                throw MistException.caller(
                        "version-conflict", "version " + request.ifVersion() + " (expected: " + old.version() + ")");
            }
            ObjectNode values = old.values().deepCopy();
            if (request.change() instanceof LiveRequest.Patch patch) {
                values.setAll(patch.values());
            }
            rollbacks += request.change() instanceof LiveRequest.Rollback ? 1 : 0;
            view = new LiveView(old.run(), route, "RUNNING", old.version() + 1, values, old.applied(), null);
            lives.put(old.run(), view);
            if (request.key() != null) {
                changes.put(request.key(), view.version());
            }
        }
        liveListeners.forEach(listener -> listener.accept(view));
        return CompletableFuture.completedFuture(view.accepting(view.version()));
    }

    /** Like the real one: it ends with the application, the run or the time. */
    @Override
    public CompletionStage<LiveView> awaitApplied(LiveRequest.Target target, Long version, Duration atMost) {
        CompletableFuture<LiveView> applied = new CompletableFuture<>();
        String run = target.run();
        liveListeners.add(view -> {
            if (view.run().equals(run) && view.isApplied(version)) {
                applied.complete(view.accepting(version));
            }
        });
        runListeners.add(view -> {
            if (view.id().equals(run) && view.hasEnded()) {
                applied.complete(live(target).accepting(version));
            }
        });
        LiveView now = live(target);
        if (now.isApplied(version) || run(run).hasEnded()) {
            applied.complete(now.accepting(version));
        }
        return applied.completeOnTimeout(now.accepting(version), atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public LiveVersion.Page history(LiveRequest.Target target, int limit, Long before) {
        LiveView view = live(target);
        LiveVersion version = new LiveVersion(view.version(), AT, "ada", "mqtt", null, null);
        return new LiveVersion.Page(view.run(), view.route(), List.of(version), null);
    }

    @Override
    public LiveVersion.Difference difference(LiveRequest.Target target, long from, Long to) {
        LiveView view = live(target);
        return new LiveVersion.Difference(
                view.run(), view.route(), from, to == null ? view.version() : to, object("{}"));
    }

    public RocksDbLog channels() {
        return log;
    }

    @Override
    public AutoCloseable onRun(Consumer<RunView> listener) {
        runListeners.add(listener);
        return () -> runListeners.remove(listener);
    }

    @Override
    public AutoCloseable onLive(Consumer<LiveView> listener) {
        liveListeners.add(listener);
        return () -> liveListeners.remove(listener);
    }

    private static ObjectNode object(String json) {
        return Json.parseObject(json);
    }

    private ChannelId input(String name, String input) {
        route(name);
        if (!input.equals("lines")) {
            throw MistException.caller("unknown-input", "route '" + name + "' has no input '" + input + "'");
        }
        return ChannelId.input(name, input);
    }

    /** Messages must be objects. */
    @Override
    public CompletionStage<PushView> push(PushRequest request) {
        RuntimeException failure = pushFailures.poll();
        if (failure != null) {
            throw failure;
        }
        ChannelId channel = input(request.route(), request.input());
        List<Batch.Entry> entries = new ArrayList<>();
        List<PushView.Rejected> rejected = new ArrayList<>();
        int line = 0;
        for (byte[] message : request.messages()) {
            line++;
            if (new String(message, StandardCharsets.UTF_8).startsWith("{")) {
                entries.add(new Batch.Entry(0, entries.size(), null, message));
            } else {
                rejected.add(new PushView.Rejected(line, List.of(new Problem("", "is no object"))));
            }
        }
        pushes.add(line);
        if (entries.isEmpty()) {
            return CompletableFuture.completedFuture(
                    new PushView(request.route(), request.input(), 0, null, null, false, rejected));
        }
        Receipt appended = log.append(channel, new Batch(new Batch.Pushed(request.key(), ""), 0, AT, entries));
        return CompletableFuture.completedFuture(new PushView(
                request.route(),
                request.input(),
                appended.count(),
                appended.first(),
                appended.first() + appended.count() - 1,
                !appended.isNew(),
                rejected));
    }

    @Override
    public OutputSettings outputSettings(ChannelId channel) {
        return outputSettings;
    }

    @Override
    public InputSettings inputSettings(ChannelId channel) {
        return inputSettings;
    }

    @Override
    public Map<ChannelId, InputSettings> inputSettings() {
        return removed ? Map.of() : Map.of(ChannelId.input(route, "lines"), inputSettings);
    }

    @Override
    public RunLog log(String run) {
        throw new UnsupportedOperationException("no logs over MQTT");
    }

    @Override
    public Reading read(ReadRequest request) {
        ChannelId channel = ChannelId.output(request.target().route(), ALERTS);
        return LogReading.open(
                log, new Broadcasts(log, Runnable::run, new Broadcasts.Limits(1, 1)), channel, request, object("{}"));
    }

    @Override
    public Publication publication(String reader) {
        return new LogPublication(log, reader);
    }

    @Override
    public List<WebhookView> webhooks(String route, String output) {
        return List.of();
    }

    @Override
    public AutoCloseable answerWebhooks(Function<ChannelId, List<WebhookView>> answers) {
        return () -> {};
    }

    @Override
    public List<ContextView> contexts() {
        return List.of();
    }

    @Override
    public List<WorkerView> workers() {
        return List.of();
    }

    @Override
    public StatusView status() {
        throw new UnsupportedOperationException("no status over MQTT");
    }

    @Override
    public AutoCloseable onRoutes(Runnable listener) {
        routeListeners.add(listener);
        return () -> routeListeners.remove(listener);
    }
}
