package io.mist.server.door.websocket;

import com.linecorp.armeria.common.websocket.WebSocketFrame;
import io.mist.protocol.MistException;
import io.mist.server.door.PendingBodies;
import io.mist.server.gate.Desk;
import io.mist.server.gate.message.Envelope;
import io.mist.server.gate.message.MessageFilter;
import io.mist.server.gate.message.ReadRequest;
import io.mist.server.gate.message.Reading;
import java.util.HashMap;
import java.util.Map;
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

    static final long MAX_CREDIT = 1_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(Socket.class);
    /** More are refused: a client that needs them opens another socket. */
    private static final int MAX_SUBSCRIPTIONS = 100;

    private static final int MAX_IN_FLIGHT = 100;

    private final Desk desk;
    private final SocketWriter writer;
    private final Operations operations;
    private final WebSocketDoor.Settings settings;
    private final Executor blocking;
    private final Executor loop;
    private final Map<String, SocketSubscription> subscriptions = new HashMap<>();
    private final Object room = new Object();
    private volatile @Nullable Subscription frames;
    private volatile long heard = System.nanoTime();
    private int inFlight;
    private boolean holding;
    private boolean closed;

    /** @param loop a single thread, the one that serves the client */
    Socket(
            Desk desk,
            SocketWriter writer,
            Operations operations,
            WebSocketDoor.Settings settings,
            Executor blocking,
            Executor loop) {
        this.desk = desk;
        this.writer = writer;
        this.operations = operations;
        this.settings = settings;
        this.blocking = blocking;
        this.loop = loop;
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
                    String text = frame.text();
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

    private void handle(String text) {
        String id = null;
        synchronized (room) {
            inFlight++;
        }
        CompletionStage<Void> done;
        PendingBodies.Share share = settings.bodies().share();
        try {
            share.add(text.length());
            SocketRequest request = SocketRequest.parse(text);
            id = request.id();
            requireFitting(request, text);
            done = handle(request.checked());
        } catch (RuntimeException e) {
            done = CompletableFuture.failedFuture(e);
        }
        String answered = id;
        done.whenComplete((ignored, error) -> {
            if (error != null && !isClosed()) {
                CompletionStage<Void> told = writer.error(answered, error);
            }
            share.release();
            answered();
        });
    }

    /** Frames of up to the largest change of live values come in; others have less room. */
    private void requireFitting(SocketRequest request, String text) {
        if (text.length() > settings.maxFrame() && !request.op().equals("live-set")) {
            throw MistException.caller(
                    "body-too-large",
                    "a frame of " + text.length() + " characters (expected: at most " + settings.maxFrame()
                            + ", mist.http.max-body)");
        }
    }

    private CompletionStage<Void> handle(SocketRequest request) {
        return switch (request.op()) {
            case "subscribe" -> subscribe(request.requiredId(), request);
            case "unsubscribe" -> unsubscribe(request.requiredId());
            case "credit" -> credit(request.requiredId(), request);
            default -> operations.handle(request);
        };
    }

    private CompletionStage<Void> subscribe(String id, SocketRequest request) {
        Reading read = desk.read(new ReadRequest(
                target(request),
                request.text("from", "latest"),
                request.text("run"),
                Envelope.parse(request.text("envelope", "cloudevents")),
                request.body().has("where") ? MessageFilter.of(request.body().get("where")) : MessageFilter.ALL));
        Long credit = request.number("credit", 0, MAX_CREDIT);
        CompletableFuture<Void> told = new CompletableFuture<>();
        // On the loop, where its frames come from later: so they come after the answer.
        loop.execute(() -> {
            try {
                begin(id, read, new SocketSubscription(writer, id, credit, loop));
                CompletionStage<Void> ignored = writer.answer(id, "subscribed");
                told.complete(null);
            } catch (RuntimeException e) {
                told.completeExceptionally(e);
            }
        });
        return told;
    }

    private void begin(String id, Reading read, SocketSubscription subscription) {
        SocketFraming framing = new SocketFraming(read.envelope());
        synchronized (subscriptions) {
            requireRoom(id);
            subscription.begin(read.follow(framing, subscription, loop));
            subscriptions.put(id, subscription);
        }
    }

    private static ReadRequest.Target target(SocketRequest request) {
        String route = request.required("route");
        String input = request.text("input");
        if (input == null) {
            return new ReadRequest.Target.Output(route, request.required("output"));
        }
        if (request.text("output") != null) {
            throw MistException.caller("malformed-request", "output, input: both are given (expected: one of them)");
        }
        return new ReadRequest.Target.Input(route, input);
    }

    private void requireRoom(String id) {
        if (closed) {
            throw MistException.caller("aborted", "the client hung up");
        }
        if (subscriptions.containsKey(id)) {
            throw MistException.caller("malformed-request", "id: '" + id + "' is subscribed already");
        }
        if (subscriptions.size() >= MAX_SUBSCRIPTIONS) {
            throw MistException.resources(
                    "too-many-subscriptions",
                    "this socket has " + MAX_SUBSCRIPTIONS + " subscriptions; open another one");
        }
    }

    private SocketSubscription require(@Nullable SocketSubscription subscription, String id) {
        if (subscription == null) {
            throw MistException.caller("malformed-request", "id: '" + id + "' is not subscribed");
        }
        return subscription;
    }

    private CompletionStage<Void> credit(String id, SocketRequest request) {
        long more = request.requiredNumber("add", 1, MAX_CREDIT);
        synchronized (subscriptions) {
            require(subscriptions.get(id), id).add(more);
        }
        return CompletableFuture.completedFuture(null);
    }

    private CompletionStage<Void> unsubscribe(String id) {
        synchronized (subscriptions) {
            require(subscriptions.remove(id), id).close();
        }
        // After what the loop has sent already.
        CompletableFuture<Void> told = new CompletableFuture<>();
        loop.execute(() -> {
            CompletionStage<Void> ignored = writer.answer(id, "unsubscribed");
            told.complete(null);
        });
        return told;
    }

    private boolean isClosed() {
        synchronized (subscriptions) {
            return closed;
        }
    }

    void close() {
        synchronized (subscriptions) {
            closed = true;
            subscriptions.values().forEach(SocketSubscription::close);
            subscriptions.clear();
        }
        Subscription subscription = frames;
        if (subscription != null) {
            subscription.cancel();
        }
    }
}
