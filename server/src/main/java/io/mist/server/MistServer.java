package io.mist.server;

import com.linecorp.armeria.common.CommonPools;
import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.grpc.ServerInterceptors;
import io.mist.protocol.MistException;
import io.mist.server.channel.Broadcasts;
import io.mist.server.channel.ChannelLog;
import io.mist.server.channel.DeclaredKinds;
import io.mist.server.channel.kafka.KafkaLog;
import io.mist.server.channel.rocksdb.RocksDbLog;
import io.mist.server.config.MqttConfig;
import io.mist.server.config.ServerConfig;
import io.mist.server.context.Dispatcher;
import io.mist.server.door.AcceptLoop;
import io.mist.server.door.Binding;
import io.mist.server.door.Connections;
import io.mist.server.door.Door;
import io.mist.server.door.PendingBodies;
import io.mist.server.door.documents.DocumentsDoor;
import io.mist.server.door.mqtt.EmbeddedBroker;
import io.mist.server.door.rest.RestDoor;
import io.mist.server.door.websocket.WebSocketDoor;
import io.mist.server.gate.Caller;
import io.mist.server.gate.DoorStatus;
import io.mist.server.gate.StatusView;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Retention;
import io.mist.server.input.Pushes;
import io.mist.server.input.Retentions;
import io.mist.server.link.Fetches;
import io.mist.server.link.LinkService;
import io.mist.server.link.LiteService;
import io.mist.server.link.LiveFollowings;
import io.mist.server.link.Publications;
import io.mist.server.link.RunMessages;
import io.mist.server.link.Staging;
import io.mist.server.live.LiveValues;
import io.mist.server.route.Artifacts;
import io.mist.server.route.Contracts;
import io.mist.server.route.DeployedRoutes;
import io.mist.server.route.Describer;
import io.mist.server.route.PublishedContracts;
import io.mist.server.route.PublishedKinds;
import io.mist.server.route.RouterFile;
import io.mist.server.route.Routes;
import io.mist.server.run.RunLogs;
import io.mist.server.run.Runs;
import io.mist.server.store.Database;
import io.mist.server.worker.SparkSubmit;
import io.mist.server.worker.WorkerStore;
import io.mist.server.worker.Workers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server: wires its parts by hand, in the order in which they need each other. */
public final class MistServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MistServer.class);
    private static final int WORK_THREADS = 32;
    private static final int WORK_QUEUE = 10_000;
    private static final int READ_THREADS = 4;
    private static final int MAX_GRPC_MESSAGE = 64 << 20;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Server http;

    private MistServer(ServerConfig config, Path router, Path home) throws IOException {
        Instant started = Instant.now();
        Clock clock = Clock.systemUTC();
        Path data = Files.createDirectories(config.dataDir().toAbsolutePath().normalize());
        ThreadPoolExecutor work = workers();
        parts.push(() -> stop(work));

        // Slow to open and independent of each other.
        CompletableFuture<Database> opening = CompletableFuture.supplyAsync(() -> Database.open(data), work);
        Retentions retentions = new Retentions(config.inputs(), config.outputs());
        CompletableFuture<ChannelLog> logging = CompletableFuture.supplyAsync(
                () -> channels(
                        config,
                        data,
                        retentions::of,
                        new PublishedKinds(() -> opening.join().jdbi())),
                work);
        CompletableFuture<Optional<EmbeddedBroker>> brokering =
                CompletableFuture.supplyAsync(() -> broker(config.mqtt(), data), work);
        CompletableFuture<Staging> staged =
                CompletableFuture.supplyAsync(() -> Staging.open(data.resolve("staging"), config.outputs()), work);
        Database database = part(opening);
        ChannelLog channels = part(logging);
        Staging staging = part(staged);
        Optional<EmbeddedBroker> broker = join(brokering);
        broker.ifPresent(parts::push);

        // What is meant.
        Installation installation = Installation.find(config, home);
        RouterFile routerFile = RouterFile.open(router, clock);
        parts.push(routerFile);
        Describer describer = new Describer(
                installation.java(),
                installation.sparkHome(),
                installation.workerJar(),
                config.runs().describeTimeout(),
                context -> config.context(context).python());
        Routes routes = new Routes(
                routerFile::current,
                new DeployedRoutes(database.jdbi(), clock),
                new Artifacts(data.resolve("artifacts")),
                new Contracts(database.jdbi(), describer, clock),
                new PublishedContracts(database.jdbi(), clock),
                config.restart(),
                config.inputs().maxRowsPerBatch(),
                work);

        retentions.ask(routes::find);

        // What becomes of it, who does it, and what changes.
        Runs runs = new Runs(database.jdbi(), clock);
        RunLogs logs = new RunLogs(data.resolve("logs"), config.runs().logBytes());
        LiveValues live = new LiveValues(database.jdbi(), runs, config.live(), work);
        AtomicReference<String> address = new AtomicReference<>("");
        AtomicReference<String> dialled = new AtomicReference<>("");
        SparkSubmit launcher = new SparkSubmit(
                installation.forWorkers(), dialled::get, config.workers().reconnectWindow());
        Workers workers = new Workers(
                new Workers.Settings(config.allContexts(), config.workers(), data.resolve("logs")),
                new WorkerStore(database.jdbi()),
                launcher);
        Dispatcher dispatcher =
                new Dispatcher(config.allContexts(), workers, runs, new RunMessages(live, data.resolve("runs")));
        live.sendThrough(dispatcher::sendTo);
        Pushes pushes = new Pushes(routes::inputSchema, channels, clock, config.inputs(), work);
        Broadcasts broadcasts = new Broadcasts(
                channels,
                readers(),
                new Broadcasts.Limits(
                        config.http().maxSubscribers(), config.http().maxPendingMessages()));
        parts.push(broadcasts);
        Mist gate = new Mist(
                routes,
                runs,
                dispatcher,
                live,
                logs,
                new Channels(routes, runs, channels, broadcasts, pushes),
                new Overview(dispatcher, routerFile, routes, runs, started),
                config.runs().waitMax(),
                work);

        // The doors.
        List<Door> doors = Doors.of(config, broker, gate, clock);
        Publications publications = new Publications(runs, channels, staging, config.outputs(), work);
        parts.push(publications);
        Fetches fetches = new Fetches(runs, channels, CommonPools.blockingTaskExecutor());
        LiveFollowings followings = new LiveFollowings(runs, live, live, CommonPools.blockingTaskExecutor(), clock);
        AutoCloseable following = live.onChange(view -> followings.changed(view.run()));
        parts.push(following);
        LinkService link = new LinkService(dispatcher, logs, live, publications, fetches, followings);
        PendingBodies bodies = new PendingBodies(config.http().maxPendingBodies());
        RestDoor rest = new RestDoor(
                gate,
                new RestDoor.Settings(
                        config.http().maxBody(),
                        config.live().maxBytes(),
                        config.runs().waitMax(),
                        bodies,
                        config.http().stalledAfter()),
                () -> document(gate.as(Caller.ofDoor("http")).status(), Doors.status(doors)));
        List<Binding> topics =
                doors.stream().map(Door::binding).flatMap(Optional::stream).toList();
        DocumentsDoor documents = new DocumentsDoor(gate, () -> topics, Version.text());
        WebSocketDoor socket = new WebSocketDoor(
                gate,
                new WebSocketDoor.Settings(
                        config.http().maxBody(),
                        config.live().maxBytes() + (1L << 20),
                        bodies,
                        config.http().stalledAfter()));
        http = http(config, link, rest, socket, documents);
        parts.push(http::close);
        address.set(dialled(config.http().host()) + ":" + http.activeLocalPort());
        dialled.set(config.workers()
                .serverAddress()
                .map(host -> withPort(host, http.activeLocalPort()))
                .orElse(address.get()));
        dispatcher.start();
        parts.push(dispatcher);
        for (Door door : doors) {
            parts.push(door);
            door.start();
        }
        routerFile.onChange(changed -> routes.fileChanged());
        routes.readAhead();
        LOG.info(
                "Mist {} is ready after {} ms: http://{}{}, {} routes from {}",
                Version.text(),
                Duration.between(started, Instant.now()).toMillis(),
                address.get(),
                topics.stream()
                        .map(binding ->
                                ", " + binding.protocol().toUpperCase(Locale.ROOT) + " at " + binding.host("127.0.0.1"))
                        .collect(Collectors.joining()),
                routerFile.current().size(),
                router);
    }

    /**
     * Starts a server; it is ready when this returns.
     *
     * @param home of the distribution
     * @throws MistException of kind caller for a wrong setting, of kind resources for a port or file that is not to be
     *     had
     */
    public static MistServer start(ServerConfig config, Path router, Path home) {
        try {
            return new MistServer(config, router, home);
        } catch (IOException e) {
            throw MistException.resources("data-dir-failed", config.dataDir() + ": " + e.getMessage())
                    .causedBy(e);
        }
    }

    public int port() {
        return http.activeLocalPort();
    }

    /** Each subscriber has at most one task there. */
    private ThreadPoolExecutor readers() {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor readers = new ThreadPoolExecutor(
                READ_THREADS,
                READ_THREADS,
                1,
                TimeUnit.MINUTES,
                new LinkedBlockingQueue<>(),
                task -> new Thread(task, "mist-read-" + number.incrementAndGet()));
        readers.allowCoreThreadTimeOut(true);
        parts.push(() -> stop(readers));
        return readers;
    }

    private static ThreadPoolExecutor workers() {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor work = new ThreadPoolExecutor(
                WORK_THREADS,
                WORK_THREADS,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(WORK_QUEUE),
                task -> new Thread(task, "mist-work-" + number.incrementAndGet()),
                (task, executor) -> {
                    throw MistException.resources(
                            "busy", "the server has " + WORK_QUEUE + " requests waiting; try again later");
                });
        work.allowCoreThreadTimeOut(true);
        return work;
    }

    private static void stop(ThreadPoolExecutor work) throws InterruptedException {
        work.shutdown();
        if (!work.awaitTermination(5, TimeUnit.SECONDS)) {
            work.shutdownNow();
        }
    }

    private static ChannelLog channels(
            ServerConfig config, Path data, Function<ChannelId, Retention> retention, DeclaredKinds declared) {
        return switch (config.channels().log()) {
            case ROCKSDB -> RocksDbLog.open(data.resolve("channels"), retention, declared);
            case KAFKA ->
                KafkaLog.open(
                        config.kafka(),
                        data.resolve("channels-of-kafka"),
                        retention,
                        config.outputs().maxMessageBytes(),
                        declared);
        };
    }

    private static Optional<EmbeddedBroker> broker(MqttConfig config, Path data) {
        if (!config.on() || !config.embedded()) {
            return Optional.empty();
        }
        Path directory = data.resolve("mqtt");
        String user = config.username().orElse(null);
        String password = config.password().map(secret -> secret.value()).orElse(null);
        return Optional.of(
                user == null || password == null
                        ? EmbeddedBroker.start(config.host(), config.port(), directory)
                        : EmbeddedBroker.start(config.host(), config.port(), directory, user, password));
    }

    private static Server http(
            ServerConfig config, LinkService link, RestDoor rest, WebSocketDoor socket, DocumentsDoor documents) {
        ServerBuilder builder = Server.builder()
                .http(new InetSocketAddress(config.http().host(), config.http().port()))
                .requestTimeout(Duration.ZERO)
                .maxRequestLength(0)
                .bossGroupFactory(AcceptLoop::named)
                .gracefulShutdownTimeout(Duration.ZERO, Duration.ofSeconds(1));
        Connections.limit(builder, config.http());
        builder.service(GrpcService.builder()
                .addService(LiteService.of(ServerInterceptors.intercept(link, link.guard())))
                .supportedSerializationFormats(GrpcSerializationFormats.PROTO)
                .maxRequestMessageLength(MAX_GRPC_MESSAGE)
                .useBlockingTaskExecutor(true)
                .exceptionHandler((context, status, cause, metadata) -> {
                    LOG.debug("A call of a worker ended: {}", status, cause);
                    return status;
                })
                .build());
        rest.addTo(builder);
        socket.addTo(builder);
        documents.addTo(builder);
        Server server = builder.build();
        try {
            server.start().join();
            return server;
        } catch (CompletionException e) {
            throw MistException.resources(
                            "port-in-use",
                            "cannot listen on " + config.http().host() + ":"
                                    + config.http().port() + ": " + innermost(e)
                                    + " (is another Mist running? choose another one with --port or mist.http.port)")
                    .causedBy(e);
        }
    }

    private static String innermost(Throwable error) {
        Throwable at = error;
        while (at.getCause() != null && at.getCause() != at) {
            at = at.getCause();
        }
        return String.valueOf(at.getMessage());
    }

    /** Where workers on this machine dial; elsewhere too, if the server listens on one address. */
    private static String dialled(String host) {
        return host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
    }

    private static String withPort(String address, int port) {
        return address.matches(".*:[0-9]+") ? address : address + ":" + port;
    }

    private static Map<String, Object> document(StatusView server, Map<String, DoorStatus> doors) {
        boolean healthy = server.isHealthy() && doors.values().stream().allMatch(DoorStatus::isHealthy);
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("version", server.version());
        status.put("started", server.started());
        status.put("state", healthy ? "ok" : "degraded");
        status.put("router", server.router());
        status.put("brokenContracts", server.brokenContracts());
        status.putAll(doors);
        status.put("runs", server.runs());
        return status;
    }

    private <T extends AutoCloseable> T part(CompletableFuture<T> opening) {
        T part = join(opening);
        parts.push(part);
        return part;
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Ends the parts in the reverse order; one that fails does not keep the others. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.error("Cannot close {}", part.getClass().getSimpleName(), e);
            }
        }
        LOG.info("Mist has stopped");
    }
}
