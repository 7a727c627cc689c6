package io.mist.server.door.websocket;

import com.linecorp.armeria.common.websocket.WebSocketFrame;
import io.mist.protocol.MistException;
import io.mist.server.door.PendingBodies;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's socket. Requests are taken one after another, off the event loop; those that wait are answered later, and
 * only so many at once: beyond that the next frame is not read.
 */
final class Socket implements Subscriber<WebSocketFrame> {

    private static final Logger LOG = LoggerFactory.getLogger(Socket.class);
    private static final int MAX_IN_FLIGHT = 100;

    private final SocketWriter writer;
    private final SocketOperations.Shared operations;
    private final SocketSubscriptions subscriptions;
    private final WebSocketDoor.Settings settings;
    private final Executor blocking;
    private final Object room = new Object();
    private volatile @Nullable Subscription frames;
    private volatile long heard = System.nanoTime();
    private int inFlight;
    private boolean holding;

    /** @param blocking executes what may block */
    Socket(SocketOperations.Shared operations, WebSocketDoor.Settings settings, Executor blocking) {
        this.writer = operations.writer();
        this.operations = operations;
        this.subscriptions = operations.subscriptions();
        this.settings = settings;
        this.blocking = blocking;
    }

    /** When the client last sent anything, as {@link System#nanoTime}. */
    long heard() {
        return heard;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        frames = subscription;
        subscription.request(1);
    }

    @Override
    public void onNext(WebSocketFrame frame) {
        heard = System.nanoTime();
        try (frame) {
            switch (frame.type()) {
                case TEXT -> {
                    byte[] text = frame.array();
                    blocking.execute(() -> {
                        handle(text);
                        next();
                    });
                }
                case CLOSE -> writer.close();
                case BINARY -> {
                    CompletionStage<Void> ignored = writer.error(
                            null,
                            MistException.caller(
                                    "malformed-request", "a binary frame (expected: a text frame with JSON)"));
                    request();
                }
                case PING -> {
                    writer.pong(frame.array());
                    request();
                }
                case PONG, CONTINUATION -> request();
            }
        }
    }

    private void request() {
        Subscription subscription = frames;
        if (subscription != null) {
            subscription.request(1);
        }
    }

    /** The next frame, when there is room for it. */
    private void next() {
        synchronized (room) {
            if (inFlight >= MAX_IN_FLIGHT) {
                holding = true;
                return;
            }
        }
        request();
    }

    private void answered() {
        synchronized (room) {
            inFlight--;
            if (!holding) {
                return;
            }
            holding = false;
        }
        request();
    }

    @Override
    public void onError(Throwable error) {
        LOG.debug("A socket broke", error);
        writer.close();
    }

    @Override
    public void onComplete() {
        writer.close();
    }

    private void handle(byte[] frame) {
        String id = null;
        synchronized (room) {
            inFlight++;
        }
        CompletionStage<Void> done;
        PendingBodies.Share share = settings.bodies().share();
        try {
            share.add(frame.length);
            SocketRequest request = SocketRequest.of(settings.size().read(frame, SocketRequest::changesLive));
            id = request.id();
            done = request.operation().accept(operations.of(String.valueOf(id)));
        } catch (RuntimeException e) {
            done = CompletableFuture.failedFuture(e);
        }
        String answered = id;
        done.whenComplete((ignored, error) -> {
            if (error != null && !subscriptions.isClosed()) {
                CompletionStage<Void> unused = writer.error(answered, error);
            }
            share.release();
            answered();
        });
    }

    void close() {
        subscriptions.close();
        Subscription subscription = frames;
        if (subscription != null) {
            subscription.cancel();
        }
    }
}
