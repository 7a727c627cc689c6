package io.mist.worker.link;

import io.grpc.ManagedChannel;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.mist.protocol.wire.FromWorker;
import io.mist.protocol.wire.Heartbeat;
import io.mist.protocol.wire.Hello;
import io.mist.protocol.wire.LogLines;
import io.mist.protocol.wire.ToWorker;
import io.mist.protocol.wire.WorkerLinkGrpc;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control stream to the server. It connects again for as long as the server may be away; what is sent meanwhile waits in
 * the {@link Outbox}, and {@link Handler#connected} repeats what matters. All state is confined to the thread {@code
 * mist-link}.
 */
public final class ServerLink implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServerLink.class);

    private final Supplier<Hello> hello;
    private final Handler handler;
    private final Duration orphanAfter;
    private final ManagedChannel channel;
    private final WorkerLinkGrpc.WorkerLinkStub stub;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "mist-link");
        made.setDaemon(true);
        return made;
    });

    private final Outbox outbox = new Outbox();
    private final Silence silence = new Silence();
    private final RetryPause pause = new RetryPause();
    private @Nullable ClientCallStreamObserver<FromWorker> call;
    private @Nullable ScheduledFuture<?> beating;
    private boolean welcomed;
    private boolean closed;
    private long lostSince = System.nanoTime();
    private long heartbeats;

    /** Handles what the server sends. Called on the link's thread: it must not block. */
    public interface Handler {

        /** The server knows this worker again; the handler repeats what the server may have missed. */
        void connected(ServerLink link);

        void received(ToWorker message);

        /** The server has been away for too long. */
        void orphaned(Duration away);
    }

    public ServerLink(
            Address server, Credentials credentials, Duration orphanAfter, Supplier<Hello> hello, Handler handler) {
        this.hello = hello;
        this.handler = handler;
        this.orphanAfter = orphanAfter;
        this.channel = OkHttpChannelBuilder.forAddress(server.host(), server.port())
                .usePlaintext()
                .maxInboundMessageSize(64 << 20)
                .build();
        this.stub = WorkerLinkGrpc.newStub(channel).withCallCredentials(credentials);
    }

    public void start() {
        thread.execute(this::connect);
    }

    public void send(FromWorker message) {
        onThread(() -> {
            outbox.add(message);
            drain();
        });
    }

    public void log(LogLines lines) {
        onThread(() -> {
            outbox.add(lines);
            drain();
        });
    }

    private void onThread(Runnable task) {
        if (!thread.isShutdown()) {
            thread.execute(task);
        }
    }

    private void connect() {
        if (closed) {
            return;
        }
        channel.resetConnectBackoff();
        silence.end();
        stub.control(new ClientResponseObserver<FromWorker, ToWorker>() {
            @Override
            public void beforeStart(ClientCallStreamObserver<FromWorker> started) {
                call = started;
                started.setOnReadyHandler(() -> onThread(ServerLink.this::drain));
            }

            @Override
            public void onNext(ToWorker message) {
                onThread(() -> heard(message));
            }

            @Override
            public void onError(Throwable error) {
                onThread(() -> lost(String.valueOf(error.getMessage())));
            }

            @Override
            public void onCompleted() {
                onThread(() -> lost("the server ended the stream"));
            }
        });
        if (call != null) {
            call.onNext(FromWorker.newBuilder().setHello(hello.get()).build());
        }
        if (beating != null) {
            beating.cancel(false);
        }
        long seconds = silence.heartbeatSeconds();
        beating = thread.scheduleWithFixedDelay(this::beat, seconds, seconds, TimeUnit.SECONDS);
    }

    private void heard(ToWorker message) {
        silence.end();
        if (message.hasWelcome()) {
            welcomed = true;
            pause.reset();
            silence.expectEvery(message.getWelcome().getHeartbeatSeconds());
            handler.connected(this);
        }
        handler.received(message);
        drain();
    }

    private void lost(String reason) {
        if (closed || call == null) {
            return;
        }
        call = null;
        if (welcomed) {
            lostSince = System.nanoTime();
            welcomed = false;
            LOG.warn("Lost the server ({}); this worker continues and tries again", reason);
        } else if (pause.isFirst()) {
            LOG.warn("Cannot reach the server ({}); trying again", reason);
        }
        Duration away = Duration.ofNanos(System.nanoTime() - lostSince);
        if (away.compareTo(orphanAfter) > 0) {
            handler.orphaned(away);
            return;
        }
        thread.schedule(this::connect, pause.nextMillis(), TimeUnit.MILLISECONDS);
    }

    private void beat() {
        ClientCallStreamObserver<FromWorker> current = call;
        if (current == null || closed) {
            return;
        }
        if (silence.isTooLong()) {
            long seconds = silence.length().toSeconds();
            current.cancel("nothing heard from the server for " + seconds + " s", null);
            lost("nothing heard for " + seconds + " s");
            return;
        }
        if (welcomed) {
            current.onNext(FromWorker.newBuilder()
                    .setHeartbeat(Heartbeat.newBuilder().setSequence(++heartbeats))
                    .build());
        }
    }

    private void drain() {
        ClientCallStreamObserver<FromWorker> current = call;
        if (current == null || !welcomed) {
            return;
        }
        outbox.drainTo(current);
    }

    /** Sends what is waiting, within a bound, and disconnects. */
    @Override
    public void close() {
        onThread(() -> {
            drain();
            closed = true;
            if (call != null) {
                call.onCompleted();
            }
        });
        thread.shutdown();
        try {
            if (!thread.awaitTermination(2, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
            channel.shutdown();
            if (!channel.awaitTermination(2, TimeUnit.SECONDS)) {
                channel.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            channel.shutdownNow();
        }
    }
}
