package io.mist.server.http;

import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.mist.protocol.Causes;
import io.mist.protocol.MistException;
import io.mist.server.config.HttpConfig;
import io.mist.server.link.LinkService;
import io.mist.server.link.LiteService;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The port that clients and workers dial. Its number may be the system's choice, so it is known only when it is open. */
public final class HttpPort implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpPort.class);
    private static final int MAX_GRPC_MESSAGE = 64 << 20;

    private final HttpConfig config;
    private final Optional<String> workersDial;
    private volatile @Nullable Server server;

    /** @param workersDial where workers reach this server, {@code host} or {@code host:port}; empty for this address */
    public HttpPort(HttpConfig config, Optional<String> workersDial) {
        this.config = config;
        this.workersDial = workersDial;
    }

    /**
     * Opens the port. Once only.
     *
     * @param doors put their services on it
     * @throws MistException of kind resources, code {@code port-in-use}
     */
    public void open(LinkService link, List<Consumer<ServerBuilder>> doors) {
        ServerBuilder builder = Server.builder()
                .http(new InetSocketAddress(config.host(), config.port()))
                .requestTimeout(Duration.ZERO)
                .maxRequestLength(0)
                .bossGroupFactory(AcceptLoop::named)
                .gracefulShutdownTimeout(Duration.ZERO, Duration.ofSeconds(1))
                .service(grpc(LiteService.of(ServerInterceptors.intercept(link, link.guard()))));
        Connections.limit(builder, config);
        doors.forEach(door -> door.accept(builder));
        server = started(builder.build());
    }

    private static GrpcService grpc(ServerServiceDefinition link) {
        return GrpcService.builder()
                .addService(link)
                .supportedSerializationFormats(GrpcSerializationFormats.PROTO)
                .maxRequestMessageLength(MAX_GRPC_MESSAGE)
                .useBlockingTaskExecutor(true)
                .exceptionHandler((context, status, cause, metadata) -> {
                    LOG.debug("A call of a worker ended: {}", status, cause);
                    return status;
                })
                .build();
    }

    private Server started(Server built) {
        try {
            built.start().join();
            return built;
        } catch (CompletionException e) {
            throw MistException.resources(
                            "port-in-use",
                            "cannot listen on " + config.host() + ":" + config.port() + ": "
                                    + Causes.innermost(e).getMessage()
                                    + " (is another Mist running? choose another one with --port or mist.http.port)")
                    .causedBy(e);
        }
    }

    public int number() {
        Server open = server;
        if (open == null) {
            throw new IllegalStateException("the port is not open");
        }
        return open.activeLocalPort();
    }

    /** {@code host:port} for clients on this machine. */
    public String address() {
        return local(config.host()) + ":" + number();
    }

    /** {@code host:port} for workers. */
    public String workerAddress() {
        return workersDial.map(address -> withPort(address, number())).orElseGet(this::address);
    }

    /** A server on all addresses is reached on this machine by loopback; one on a single address, only there. */
    private static String local(String host) {
        return host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
    }

    private static String withPort(String address, int port) {
        return address.matches(".*:[0-9]+") ? address : address + ":" + port;
    }

    @Override
    public void close() {
        Server open = server;
        if (open != null) {
            open.close();
        }
    }
}
