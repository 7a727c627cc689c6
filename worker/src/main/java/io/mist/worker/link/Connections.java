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
 * The connections of this JVM, a driver or an executor, to servers: one per server, which is one in all, kept for as long
 * as the JVM lives. Safe for any thread.
 */
final class Connections {

    static final long RETRY_MILLIS = 500;

    /** Finds out about a server whose machine is gone: a stream on which nothing comes would wait forever. */
    private static final long KEEP_ALIVE_SECONDS = 20;

    private static final Map<Address, ManagedChannel> CHANNELS = new ConcurrentHashMap<>();
    private static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "mist-connections");
        made.setDaemon(true);
        return made;
    });

    private Connections() {}

    static WorkerLinkStub stub(ServerAccess access) {
        ManagedChannel channel = CHANNELS.computeIfAbsent(access.address(), Connections::connect);
        // The next call tries at once, however long the server has been away.
        channel.resetConnectBackoff();
        return WorkerLinkGrpc.newStub(channel).withCallCredentials(access.credentials());
    }

    static void later(Runnable task) {
        TIMER.schedule(task, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static ManagedChannel connect(Address server) {
        return OkHttpChannelBuilder.forAddress(server.host(), server.port())
                .usePlaintext()
                .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .maxInboundMessageSize(64 << 20)
                .build();
    }
}
