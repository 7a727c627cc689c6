package io.mist.server;

import io.mist.protocol.MistException;
import io.mist.server.channel.Broadcasts;
import io.mist.server.config.ServerConfig;
import io.mist.server.desk.ActiveRuns;
import io.mist.server.desk.CallerGate;
import io.mist.server.desk.Channels;
import io.mist.server.desk.LiveRequests;
import io.mist.server.desk.Overview;
import io.mist.server.desk.RunRequests;
import io.mist.server.desk.RunViews;
import io.mist.server.desk.Starts;
import io.mist.server.door.Binding;
import io.mist.server.door.Door;
import io.mist.server.gate.Gate;
import io.mist.server.http.HttpPort;
import io.mist.server.input.Pushes;
import io.mist.server.route.RouterFile;
import io.mist.server.route.Routes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server: wires its parts by hand, in the order in which they need each other. */
public final class MistServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MistServer.class);

    private final Parts parts = new Parts();
    private final HttpPort port;

    private MistServer(ServerConfig config, Path router, Path home) throws IOException {
        Instant started = Instant.now();
        Clock clock = Clock.systemUTC();
        Path data = Files.createDirectories(config.dataDir().toAbsolutePath().normalize());
        ThreadPoolExecutor work = Threads.work();
        parts.add(Threads.stopping(work));

        // What is durable, and what is meant.
        Installation installation = Installation.find(config, home);
        RouterFile file = parts.add(RouterFile.open(router, clock));
        Storage storage = Storage.open(config, installation, file, data, clock, work, parts);

        // What becomes of it, who does it, and what changes.
        port = new HttpPort(config.http(), config.workers().serverAddress());
        Execution execution =
                Execution.of(config, installation, port::workerAddress, storage, data, clock, work, parts);

        // Who may ask what.
        Channels channels = channels(config, storage, execution, clock, work);
        Overview overview =
                new Overview(execution.dispatcher(), file, storage.routes(), execution.runs(), Version.text(), started);
        Gate gate = gate(storage.routes(), execution, channels, overview, work);

        // Where it comes in.
        List<Door> doors = Doors.of(config, storage.broker(), gate, clock);
        List<Binding> bindings = Doors.bindings(doors);
        port.open(execution.link(), HttpDoors.of(config, gate, doors, bindings));
        parts.add(port);
        execution.start(parts);
        doors.forEach(door -> parts.add(door).start());
        file.onChange(changed -> storage.routes().fileChanged());
        storage.routes().readAhead();
        LOG.info(
                "Mist {} is ready after {} ms: http://{}{}, {} routes from {}",
                Version.text(),
                Duration.between(started, Instant.now()).toMillis(),
                port.address(),
                text(bindings),
                file.current().size(),
                router);
    }

    private Channels channels(ServerConfig config, Storage storage, Execution execution, Clock clock, Executor work) {
        ThreadPoolExecutor readers = Threads.readers();
        parts.add(Threads.stopping(readers));
        Broadcasts broadcasts = parts.add(new Broadcasts(
                storage.channels(),
                readers,
                new Broadcasts.Limits(
                        config.http().maxSubscribers(), config.http().maxPendingMessages())));
        Pushes pushes = new Pushes(storage.routes()::inputSchema, storage.channels(), clock, config.inputs(), work);
        return new Channels(storage.routes(), execution.runs(), storage.channels(), broadcasts, pushes);
    }

    private static Gate gate(Routes routes, Execution execution, Channels channels, Overview overview, Executor work) {
        ActiveRuns active = new ActiveRuns(routes, execution.runs());
        RunViews views = new RunViews(execution.live());
        return new CallerGate(
                routes,
                new Starts(routes, execution.runs(), execution.dispatcher(), execution.live(), channels, views, work),
                new RunRequests(
                        execution.runs(),
                        active,
                        execution.dispatcher(),
                        execution.runWaits(),
                        execution.logs(),
                        views),
                new LiveRequests(active, execution.live(), execution.changes(), execution.liveWaits(), work),
                channels,
                overview);
    }

    private static String text(List<Binding> bindings) {
        return bindings.stream()
                .map(binding -> ", " + binding.protocol().toUpperCase(Locale.ROOT) + " at " + binding.host("127.0.0.1"))
                .collect(Collectors.joining());
    }

    /**
     * Starts a server; it is ready when this returns.
     *
     * @param home of the distribution
     * @throws MistException of kind caller for a wrong setting, of kind resources for a port or file that is unavailable
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
        return port.number();
    }

    @Override
    public void close() {
        parts.close();
        LOG.info("Mist has stopped");
    }
}
