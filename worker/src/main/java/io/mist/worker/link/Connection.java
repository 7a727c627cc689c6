package io.mist.worker.link;

import io.grpc.okhttp.OkHttpChannelBuilder;
import io.mist.protocol.wire.WorkerLinkGrpc;
import io.mist.protocol.wire.WorkerLinkGrpc.WorkerLinkStub;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The connections of this JVM for what it publishes: one to each server, made when it is first needed and shared by all
 * tasks. Not the one of {@link ServerLink}, so that much output does not hold up its heartbeats.
 */
final class Connection {

    private static final Map<Destination, WorkerLinkStub> STUBS = new ConcurrentHashMap<>();

    private Connection() {}

    static WorkerLinkStub to(Destination destination) {
        return STUBS.computeIfAbsent(destination, Connection::open);
    }

    private static WorkerLinkStub open(Destination destination) {
        var channel = OkHttpChannelBuilder.forAddress(
                        destination.server().host(), destination.server().port())
                .usePlaintext()
                // Else a connection that is gone without a word would be waited for without an end.
                .keepAliveTime(20, TimeUnit.SECONDS)
                .keepAliveTimeout(20, TimeUnit.SECONDS)
                .build();
        return WorkerLinkGrpc.newStub(channel)
                .withCallCredentials(new Credentials(destination.worker(), destination.token()));
    }
}
