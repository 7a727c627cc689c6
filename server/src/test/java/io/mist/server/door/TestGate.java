package io.mist.server.door;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.CommonPools;
import io.mist.protocol.Contract;
import io.mist.protocol.JobKind;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.server.channel.Broadcasts;
import io.mist.server.channel.ChannelLog;
import io.mist.server.channel.LogPublication;
import io.mist.server.channel.LogReading;
import io.mist.server.config.InputsConfig;
import io.mist.server.config.OutputsConfig;
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
import io.mist.server.input.Pushes;
import io.mist.server.run.RunLogs;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A server with one route, {@code log-alerts}, one output of it, and runs that do what the test says. */
public final class TestGate implements Gate, Desk {

    public static final ChannelId ALERTS = ChannelId.output("log-alerts", "alerts");
    public static final ChannelId LINES = ChannelId.input("log-alerts", "lines");
    public static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private static final Contract CONTRACT = new Contract(
            "log-alerts",
            "a.Job",
            JobKind.STREAM,
            null,
            Json.MAPPER.createObjectNode(),
            Json.MAPPER.createObjectNode(),
            Map.of("lines", Json.parseObject("{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"}}}")),
            Map.of("alerts", Json.parseObject("""
                            {"type": "object", "x-mist-key": ["service"], "additionalProperties": false,
                             "properties": {"service": {"type": "string"}, "level": {"type": "string"},
                                            "n": {"type": "integer"}, "host": {"type": "object",
                                            "properties": {"name": {"type": "string"}}}}}""")),
            null);

    private final ChannelLog log;
    private final RunLogs logs;
    private final List<Caller> callers = new CopyOnWriteArrayList<>();
    private volatile Broadcasts broadcasts;
    private volatile Function<ChannelId, List<WebhookView>> webhooks = output -> List.of();
    private final Pushes pushes;
    private final Map<String, RunView> runs = new LinkedHashMap<>();
    private final List<StartRequest> starts = new CopyOnWriteArrayList<>();
    private final List<LiveRequest> changes = new CopyOnWriteArrayList<>();
    private final List<DeployRequest> deployments = new CopyOnWriteArrayList<>();
    private final Map<String, ObjectNode> deployed = new java.util.concurrent.ConcurrentHashMap<>();
    private volatile CompletableFuture<RunView> end = new CompletableFuture<>();
    private volatile @Nullable RuntimeException failure;
    private volatile List<RouteView> routes =
            List.of(new RouteView("log-alerts", "a.jar", "a.Job", "default", "ready", List.of(), CONTRACT));
    private volatile OutputSettings outputSettings = OutputSettings.NONE;

    public TestGate(ChannelLog log, RunLogs logs) {
        this.log = log;
        this.logs = logs;
        limit(new Broadcasts.Limits(20_000, 128 << 20));
        this.pushes = new Pushes(
                new Lines(),
                log,
                Clock.fixed(NOON, ZoneOffset.UTC),
                new InputsConfig(3_000, 50, 1 << 20, 100, new OutputsConfig.Retention(Optional.empty(), 1L << 30)),
                ForkJoinPool.commonPool());
    }

    @Override
    public Desk as(Caller caller) {
        return new AttributedDesk(this, caller, callers);
    }

    /** Subscribers have these limits from now on. */
    public void limit(Broadcasts.Limits limits) {
        broadcasts = new Broadcasts(log, CommonPools.blockingTaskExecutor(), limits);
    }

    public Broadcasts broadcasts() {
        return broadcasts;
    }

    /** Who has asked for changes, in their order. */
    public List<Caller> callers() {
        return callers;
    }

    public List<StartRequest> starts() {
        return starts;
    }

    public List<DeployRequest> deployments() {
        return deployments;
    }

    public List<LiveRequest> changes() {
        return changes;
    }

    /** The routes from now on, instead of {@code log-alerts}. */
    public void serve(List<RouteView> instead) {
        routes = List.copyOf(instead);
    }

    /** From now on every question fails with this. */
    public void fail(RuntimeException with) {
        failure = with;
    }

    /** What those get who wait for the end of a run. */
    public void end(RunView with) {
        end.complete(with);
    }

    public RunView aRun(String state) {
        return run("r" + (runs.size() + 1), state, null, null);
    }

    public static RunView run(
            String id,
            String state,
            com.fasterxml.jackson.databind.@Nullable JsonNode result,
            RunView.@Nullable Reason reason) {
        return new RunView(
                id,
                "log-alerts",
                "log-alerts",
                "default",
                state,
                NOON,
                NOON,
                1,
                Json.MAPPER.createObjectNode(),
                "sha256:0",
                "http",
                result,
                reason,
                null);
    }

    private void check() {
        RuntimeException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
    }

    @Override
    public DeployView deploy(DeployRequest request) {
        deployments.add(request);
        boolean isNew = request.dryRun()
                ? !deployed.containsKey(request.route())
                : deployed.put(request.route(), request.definition()) == null;
        DeployView.Outcome outcome = isNew ? DeployView.Outcome.NEW : DeployView.Outcome.CHANGED;
        return new DeployView(request.route(), outcome, List.of(), List.of());
    }

    @Override
    public void undeploy(String route) {
        if (deployed.remove(route) == null) {
            throw MistException.caller("unknown-route", "no route '" + route + "'");
        }
    }

    @Override
    public List<RouteView> routes() {
        check();
        return routes;
    }

    @Override
    public RouteView route(String name) {
        check();
        return routes.stream()
                .filter(route -> route.route().equals(name))
                .findFirst()
                .orElseThrow(() -> MistException.caller(
                        "unknown-route",
                        "no route '" + name + "'; there are: " + routes.get(0).route()));
    }

    @Override
    public CompletionStage<RunView> start(StartRequest request) {
        return CompletableFuture.supplyAsync(() -> {
            route(request.route());
            List<Problem> problems = new ArrayList<>();
            request.parameters().fieldNames().forEachRemaining(name -> {
                if (!name.equals("path")) {
                    problems.add(new Problem(name, "unknown parameter; did you mean 'path'?"));
                }
            });
            if (!problems.isEmpty()) {
                throw MistException.caller("invalid-parameters", problems.size() + " problems", problems);
            }
            starts.add(request);
            synchronized (runs) {
                RunView run = aRun("QUEUED");
                runs.put(run.id(), run);
                return run;
            }
        });
    }

    @Override
    public RunView run(String id) {
        check();
        synchronized (runs) {
            RunView run = runs.get(id);
            if (run == null) {
                throw MistException.caller("unknown-run", "no run '" + id + "'");
            }
            return run;
        }
    }

    @Override
    public Desk.RunPage runs(@Nullable String route, @Nullable String state, int limit, @Nullable String after) {
        check();
        synchronized (runs) {
            List<RunView> page = runs.values().stream().limit(limit).toList();
            return new Desk.RunPage(
                    page, page.size() < runs.size() ? page.get(page.size() - 1).id() : null);
        }
    }

    @Override
    public CompletionStage<RunView> await(String run, Desk.Until until, Duration atMost) {
        RunView now = run(run);
        return end.copy()
                .completeOnTimeout(now, Math.min(200, atMost.toMillis()), java.util.concurrent.TimeUnit.MILLISECONDS);
    }

    @Override
    public RunView cancel(String id) {
        run(id);
        RunView cancelled = run(id, "CANCELLING", null, null);
        synchronized (runs) {
            runs.put(id, cancelled);
        }
        return cancelled;
    }

    @Override
    public RunView activeRun(String route) {
        route(route);
        throw MistException.caller("not-one-run", "route '" + route + "' has no active run; start one");
    }

    @Override
    public LiveView live(LiveRequest.Target target) {
        String id = target.run() != null
                ? target.run()
                : activeRun(String.valueOf(target.route())).id();
        run(id);
        return new LiveView(id, "log-alerts", "RUNNING", 2, Json.parseObject("{\"filter\":\"warn\"}"), List.of(), null);
    }

    @Override
    public CompletionStage<LiveView> change(LiveRequest request) {
        LiveView view = live(request.target());
        changes.add(request);
        if (request.ifVersion() != null && request.ifVersion() != 2) {
            throw MistException.caller("version-conflict", "at version 2 (expected: " + request.ifVersion() + ")")
                    .with(Json.MAPPER.createObjectNode().set("live", Json.MAPPER.valueToTree(view)));
        }
        if (request.change() instanceof LiveRequest.Rollback rollback && rollback.to() > 2) {
            throw MistException.caller("unknown-version", "version " + rollback.to() + " (expected: 1 to 2)");
        }
        ObjectNode values = view.values().deepCopy();
        if (request.change() instanceof LiveRequest.Patch patch) {
            values.setAll(patch.values());
        }
        List<LiveView.Applied> applied =
                request.awaitApplied() == null ? List.of() : List.of(new LiveView.Applied("alerts", 3, 7L, NOON));
        return CompletableFuture.completedFuture(
                new LiveView(view.run(), view.route(), view.state(), 3, values, applied, 3L));
    }

    @Override
    public CompletionStage<LiveView> awaitApplied(LiveRequest.Target target, @Nullable Long version, Duration atMost) {
        LiveView view = live(target);
        long wanted = version == null ? view.version() : version;
        // What a change has made is applied; what was there before is not.
        List<LiveView.Applied> applied =
                wanted <= view.version() ? List.of() : List.of(new LiveView.Applied("alerts", wanted, 7L, NOON));
        return CompletableFuture.completedFuture(
                new LiveView(view.run(), view.route(), view.state(), wanted, view.values(), applied, wanted));
    }

    @Override
    public LiveVersion.Page history(LiveRequest.Target target, int limit, @Nullable Long before) {
        LiveView view = live(target);
        ObjectNode changed = Json.parseObject("{\"filter\":{\"from\":null,\"to\":\"warn\"}}");
        return new LiveVersion.Page(
                view.run(), view.route(), List.of(new LiveVersion(1, NOON, "ada", "http", null, changed)), null);
    }

    @Override
    public LiveVersion.Difference difference(LiveRequest.Target target, long from, @Nullable Long to) {
        LiveView view = live(target);
        return new LiveVersion.Difference(
                view.run(), view.route(), from, to == null ? 2 : to, Json.MAPPER.createObjectNode());
    }

    @Override
    public RunLog log(String run) {
        run(run);
        return logs.of(run);
    }

    @Override
    public Reading read(ReadRequest request) {
        ReadRequest.Target target = request.target();
        if (request.run() != null) {
            run(request.run());
        }
        if (target instanceof ReadRequest.Target.DeadLetters letters) {
            ChannelId output = output(letters.route(), letters.output());
            return LogReading.open(
                    log, broadcasts, output.deadLetters(letters.webhook()), request, Json.MAPPER.createObjectNode());
        }
        if (target instanceof ReadRequest.Target.Input input) {
            ChannelId channel = input(input.route(), input.name());
            return LogReading.open(log, broadcasts, channel, request, schema(CONTRACT.inputs(), input.name()));
        }
        ReadRequest.Target.Output output = (ReadRequest.Target.Output) target;
        ChannelId channel = output(output.route(), output.name());
        return LogReading.open(log, broadcasts, channel, request, schema(CONTRACT.outputs(), output.name()));
    }

    private static ObjectNode schema(Map<String, ObjectNode> schemas, String name) {
        return java.util.Objects.requireNonNull(schemas.get(name));
    }

    @Override
    public Publication publication(String reader) {
        return new LogPublication(log, reader);
    }

    @Override
    public List<WebhookView> webhooks(String route, String output) {
        return webhooks.apply(output(route, output));
    }

    @Override
    public AutoCloseable answerWebhooks(Function<ChannelId, List<WebhookView>> answers) {
        webhooks = answers;
        return () -> {};
    }

    @Override
    public List<ContextView> contexts() {
        return List.of(new ContextView("default", 1, 0, 0));
    }

    @Override
    public List<WorkerView> workers() {
        return List.of();
    }

    @Override
    public StatusView status() {
        return new StatusView(
                "1.2", NOON, new StatusView.Router("router.conf", NOON, 1, List.of()), List.of(), Map.of());
    }

    private ChannelId output(String route, String output) {
        route(route);
        if (!output.equals("alerts")) {
            throw MistException.caller("unknown-output", "route '" + route + "' has no output '" + output + "'");
        }
        return ALERTS;
    }

    @Override
    public AutoCloseable onRun(Consumer<RunView> listener) {
        return () -> {};
    }

    @Override
    public AutoCloseable onLive(Consumer<LiveView> listener) {
        return () -> {};
    }

    private ChannelId input(String route, String input) {
        route(route);
        if (!input.equals("lines")) {
            throw MistException.caller("unknown-input", "route '" + route + "' has no input '" + input + "'");
        }
        return LINES;
    }

    @Override
    public CompletionStage<PushView> push(PushRequest request) {
        check();
        input(request.route(), request.input());
        return pushes.push(request);
    }

    /** The one input, whose messages have a field of every kind. */
    private static final class Lines implements Function<ChannelId, ObjectNode> {

        private final ObjectNode schema = Json.parseObject("{\"type\":\"object\",\"properties\":{"
                + "\"text\":{\"type\":\"string\"},"
                + "\"at\":{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"},"
                + "\"amount\":{\"type\":[\"number\",\"null\"]},"
                + "\"tags\":{\"type\":[\"array\",\"null\"],\"items\":{\"type\":\"string\"}}},"
                + "\"required\":[\"text\"],\"additionalProperties\":false}");

        @Override
        public ObjectNode apply(ChannelId channel) {
            return schema;
        }
    }

    @Override
    public OutputSettings outputSettings(ChannelId channel) {
        return channel.equals(ALERTS) ? outputSettings : OutputSettings.NONE;
    }

    /** What the route sets for its output from now on. */
    public void outputSettings(OutputSettings settings) {
        outputSettings = settings;
    }

    @Override
    public InputSettings inputSettings(ChannelId channel) {
        return InputSettings.NONE;
    }

    @Override
    public Map<ChannelId, InputSettings> inputSettings() {
        return Map.of();
    }

    @Override
    public AutoCloseable onRoutes(Runnable listener) {
        return () -> {};
    }
}
