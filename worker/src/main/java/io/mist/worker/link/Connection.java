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

    private static final Map<Destination, Connected> CONNECTED = new ConcurrentHashMap<>();

    private static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "mist-connection");
        made.setDaemon(true);
        return made;
    });

    private record Connected(ManagedChannel channel, WorkerLinkStub stub) {}

    private Connection() {}

    static WorkerLinkStub to(Destination destination) {
        Connected connected = CONNECTED.computeIfAbsent(destination, Connection::open);
        // The next call tries at once, however long the server has been away.
        connected.channel().resetConnectBackoff();
        return connected.stub();
    }

    /** For what tries again without a thread of its own. */
    static void later(Runnable task, long millis) {
        TIMER.schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    private static Connected open(Destination destination) {
        ManagedChannel channel = OkHttpChannelBuilder.forAddress(
                        destination.server().host(), destination.server().port())
                .usePlaintext()
                // Else a connection that is gone without a word would be waited for without an end.
                .keepAliveTime(20, TimeUnit.SECONDS)
                .keepAliveTimeout(20, TimeUnit.SECONDS)
                .maxInboundMessageSize(MAX_MESSAGE)
                .build();
        return new Connected(
                channel,
                WorkerLinkGrpc.newStub(channel)
                        .withCallCredentials(new Credentials(destination.worker(), destination.token())));
    }
}
