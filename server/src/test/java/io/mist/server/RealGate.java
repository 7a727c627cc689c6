package io.mist.server;

import io.mist.protocol.Json;
import io.mist.protocol.wire.LiveChecked;
import io.mist.protocol.wire.ToWorker;
import io.mist.server.channel.Broadcasts;
import io.mist.server.channel.rocksdb.RocksDbLog;
import io.mist.server.config.ConfigReader;
import io.mist.server.config.LiveConfig;
import io.mist.server.config.RestartConfig;
import io.mist.server.config.ServerConfig;
import io.mist.server.context.Dispatcher;
import io.mist.server.context.TestDispatcher;
import io.mist.server.desk.ActiveRuns;
import io.mist.server.desk.CallerGate;
import io.mist.server.desk.Channels;
import io.mist.server.desk.LiveRequests;
import io.mist.server.desk.Overview;
import io.mist.server.desk.RunRequests;
import io.mist.server.desk.RunViews;
import io.mist.server.desk.Starts;
import io.mist.server.gate.Caller;
import io.mist.server.gate.Desk;
import io.mist.server.gate.Gate;
import io.mist.server.gate.message.InputSettings;
import io.mist.server.gate.message.OutputSettings;
import io.mist.server.gate.message.Retention;
import io.mist.server.input.Pushes;
import io.mist.server.live.LiveChanges;
import io.mist.server.live.LiveValues;
import io.mist.server.live.LiveWaits;
import io.mist.server.route.Artifacts;
import io.mist.server.route.Contracts;
import io.mist.server.route.DeployedRoutes;
import io.mist.server.route.Describer;
import io.mist.server.route.PublishedContracts;
import io.mist.server.route.RouteDefinition;
import io.mist.server.route.RouterFile;
import io.mist.server.route.Routes;
import io.mist.server.route.RunPlanner;
import io.mist.server.run.Run;
import io.mist.server.run.RunLogs;
import io.mist.server.run.RunState;
import io.mist.server.run.RunWaits;
import io.mist.server.run.Runs;
import io.mist.server.run.SampleRuns;
import io.mist.server.store.Database;
import io.mist.server.store.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server without a door and without Spark: database, routes, runs, live values and logs are real. Its workers are
 * processes that only sleep; the test says when a run runs.
 */
public final class RealGate implements AutoCloseable {

    private static final String CLASS = "a.Job";
    private static final RestartConfig RESTARTS =
            new RestartConfig(3, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(10));
    private static final String CONTRACT = """
            {"job": "log-alerts", "className": "a.Job", "kind": "STREAM",
             "parameters": {"type": "object", "additionalProperties": false,
               "properties": {"path": {"type": "string"}}},
             "live": {"type": "object", "additionalProperties": false,
               "properties": {"filter": {"type": "string", "default": "error"}}},
             "inputs": {"lines": {"type": "object", "additionalProperties": false, "required": ["text"],
               "properties": {"text": {"type": "string"}}}},
             "outputs": {"alerts": {"type": "object"}}}
            """;

    private final Database database = TestDatabase.empty();
    private final ExecutorService work = Executors.newFixedThreadPool(8);
    private final Map<String, RouteDefinition> router = new ConcurrentHashMap<>();
    private final Map<String, Process> processes = new ConcurrentHashMap<>();
    private final Path jar;
    private final RocksDbLog log;
    private final Routes routes;
    private final Runs runs;
    private final LiveChanges changes;
    private final Dispatcher dispatcher;
    private final RouterFile file;
    private final Gate gate;

    private RealGate(Path directory) throws IOException {
        Clock clock = Clock.systemUTC();
        jar = Files.writeString(directory.resolve("jobs.jar"), "jobs");
        log = RocksDbLog.open(directory.resolve("channels"), c -> new Retention(Duration.ofDays(7), 1L << 30));
        Artifacts artifacts = new Artifacts(directory.resolve("artifacts"));
        String contract = Json.write(Json.parse(CONTRACT)).replace("\"STREAM\"", "\"stream\"");
        database.jdbi()
                .useHandle(handle -> handle.execute(
                        "insert into contracts (artifact, class_name, contract) values (?, ?, ?)",
                        artifacts.resolve(jar.toString()).sha256(),
                        CLASS,
                        contract));
        routes = new Routes(
                () -> router,
                new DeployedRoutes(database.jdbi(), clock),
                artifacts,
                new Contracts(
                        database.jdbi(),
                        new Describer(jar, directory, jar, Duration.ofSeconds(10), context -> Optional.empty()),
                        clock),
                new PublishedContracts(database.jdbi(), clock),
                new RunPlanner(RESTARTS, 100_000),
                work);
        runs = new Runs(database.jdbi(), clock);
        LiveValues live = new LiveValues(database.jdbi(), runs, new LiveConfig(16 << 20, 1_000, 1 << 20, 10_000), work);
        ServerConfig settings = ConfigReader.read(null, Map.of());
        dispatcher = TestDispatcher.of(settings, runs, live, database.jdbi(), spec -> sleeping(spec.id()), directory);
        RunWaits runWaits = new RunWaits(runs, Duration.ofMinutes(1), work);
        LiveWaits liveWaits = new LiveWaits(runs, live, Duration.ofMinutes(1), work);
        changes = new LiveChanges(live, runs, runWaits, liveWaits, (run, message) -> answer(message), work);
        Channels channels = new Channels(
                routes,
                runs,
                log,
                new Broadcasts(log, work, new Broadcasts.Limits(1_000, 1 << 20)),
                new Pushes(routes::inputSchema, log, clock, settings.inputs(), work));
        ActiveRuns active = new ActiveRuns(routes, runs);
        RunViews views = new RunViews(live);
        file = RouterFile.open(directory.resolve("router.conf"), clock);
        gate = new CallerGate(
                routes,
                new Starts(routes, runs, dispatcher, live, channels, views, work),
                new RunRequests(
                        runs, active, dispatcher, runWaits, new RunLogs(directory.resolve("logs"), 1 << 20), views),
                new LiveRequests(active, live, changes, liveWaits, work),
                channels,
                new Overview(dispatcher, file, routes, runs, "1.2", clock.instant()));
        dispatcher.start();
    }

    public static RealGate open(Path directory) {
        try {
            return new RealGate(Files.createDirectories(directory));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The worker has nothing against any values. */
    private boolean answer(ToWorker message) {
        if (message.hasCheckLive()) {
            changes.checked(LiveChecked.newBuilder()
                    .setRequest(message.getCheckLive().getRequest())
                    .build());
        }
        return true;
    }

    private Process sleeping(String worker) {
        try {
            Process process = new ProcessBuilder("sleep", "600").start();
            processes.put(worker, process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Gate gate() {
        return gate;
    }

    /** What the test itself asks for. */
    public Desk desk() {
        return gate.as(Caller.ofDoor("test"));
    }

    public RocksDbLog log() {
        return log;
    }

    /** A route of the one job; its input is {@code lines}, its output {@code alerts}. */
    public void route(String name) {
        route(name, InputSettings.NONE, OutputSettings.NONE);
    }

    public void route(String name, InputSettings lines, OutputSettings alerts) {
        router.put(
                name,
                new RouteDefinition(
                        name,
                        jar.toString(),
                        CLASS,
                        "default",
                        Json.MAPPER.createObjectNode(),
                        Json.MAPPER.createObjectNode(),
                        Json.MAPPER.createObjectNode(),
                        Optional.empty(),
                        new RouteDefinition.Restart(OptionalInt.empty(), Optional.empty()),
                        Map.of("alerts", alerts),
                        Map.of("lines", lines),
                        1));
        routes.contract(name);
        routes.fileChanged();
    }

    public void removeRoute(String name) {
        router.remove(name);
        routes.fileChanged();
    }

    /** What a worker reports. */
    public void runs(String run) {
        Run running = SampleRuns.change(runs, run, seen -> new RunState.Running("w", runs.now()));
        if (!(running.state() instanceof RunState.Running)) {
            throw new IllegalStateException(
                    "run " + run + " is " + running.state().name());
        }
    }

    @Override
    public void close() {
        dispatcher.close();
        file.close();
        processes.values().forEach(Process::destroyForcibly);
        work.shutdownNow();
        log.close();
        database.close();
    }
}
