package io.mist.worker.link;

import io.grpc.ManagedChannel;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.mist.protocol.wire.WorkerLinkGrpc;
import io.mist.protocol.wire.WorkerLinkGrpc.WorkerLinkStub;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The connections of this JVM for what it publishes and reads: one to each server, made when it is first needed and shared by all
 * tasks. Not the one of {@link ServerLink}, so that much data does not hold up its heartbeats.
 */
final class Connection {

    /** The server's bound, as a message is whole in its frame. */
    private static final int MAX_MESSAGE = 64 << 20;

    /** Static, as tasks on an executor are given no object of the JVM that they run in. */
    private static final Map<Destination, Endpoint> ENDPOINTS = new ConcurrentHashMap<>();

    private static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "mist-connection");
        made.setDaemon(true);
        return made;
    });

    private record Endpoint(ManagedChannel channel, WorkerLinkStub stub) {}

    private Connection() {}

    static WorkerLinkStub to(Destination destination) {
        Endpoint endpoint = ENDPOINTS.computeIfAbsent(destination, Connection::open);
        // The next call tries at once, however long the server has been away.
        endpoint.channel().resetConnectBackoff();
        return endpoint.stub();
    }

    /** Runs a task later, for callers that have no thread of their own to wait on. */
    static void later(Runnable task, long millis) {
        TIMER.schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    private static Endpoint open(Destination destination) {
        ManagedChannel channel = OkHttpChannelBuilder.forAddress(
                        destination.server().host(), destination.server().port())
                .usePlaintext()
                // Without it a connection that is gone without a word would be waited for without an end.
                .keepAliveTime(20, TimeUnit.SECONDS)
                .keepAliveTimeout(20, TimeUnit.SECONDS)
                .maxInboundMessageSize(MAX_MESSAGE)
                .build();
        return new Endpoint(
                channel,
                WorkerLinkGrpc.newStub(channel)
                        .withCallCredentials(new Credentials(destination.worker(), destination.token())));
    }
}
