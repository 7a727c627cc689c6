package io.mist.server.door.websocket;

import io.mist.protocol.MistException;
import io.mist.server.gate.Desk;
import io.mist.server.gate.Operation;
import io.mist.server.gate.message.Reading;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The subscriptions of one socket. Safe for any thread. */
final class SocketSubscriptions {

    /** More are rejected: a client that needs them opens another socket. */
    private static final int MOST = 100;

    private final Desk desk;
    private final SocketWriter writer;
    private final Executor loop;
    private final Map<String, SocketSubscription> byId = new HashMap<>();
    private boolean closed;

    /** @param loop a single thread, the one that serves the client */
    SocketSubscriptions(Desk desk, SocketWriter writer, Executor loop) {
        this.desk = desk;
        this.writer = writer;
        this.loop = loop;
    }

    /** @return complete when the answer is on its way */
    CompletionStage<Void> subscribe(String id, Operation.Subscribe operation) {
        Reading reading = desk.read(operation.request());
        return onLoop(() -> {
            begin(id, reading, new SocketSubscription(writer, id, operation.credit(), loop));
            CompletionStage<Void> unused = writer.answer(id, "subscribed");
        });
    }

    /** On the loop, where the frames of subscriptions come from: so that they come before what is written now, or after. */
    private CompletionStage<Void> onLoop(Runnable task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                task.run();
                done.complete(null);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    private synchronized void begin(String id, Reading reading, SocketSubscription subscription) {
        requireRoom(id);
        subscription.begin(reading.follow(new SocketFraming(reading.envelope()), subscription, loop));
        byId.put(id, subscription);
    }

    private void requireRoom(String id) {
        if (closed) {
            throw MistException.caller("aborted", "the client hung up");
        }
        if (byId.containsKey(id)) {
            throw MistException.caller("malformed-request", "id: '" + id + "' is subscribed already");
        }
        if (byId.size() >= MOST) {
            throw MistException.resources(
                    "too-many-subscriptions", "this socket has " + MOST + " subscriptions; open another one");
        }
    }

    synchronized void credit(String id, long add) {
        required(byId.get(id), id).add(add);
    }

    CompletionStage<Void> unsubscribe(String id) {
        end(id);
        return onLoop(() -> {
            CompletionStage<Void> unused = writer.answer(id, "unsubscribed");
        });
    }

    private synchronized void end(String id) {
        required(byId.remove(id), id).close();
    }

    private static SocketSubscription required(@Nullable SocketSubscription subscription, String id) {
        if (subscription == null) {
            throw MistException.caller("malformed-request", "id: '" + id + "' is not subscribed");
        }
        return subscription;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    synchronized void close() {
        closed = true;
        byId.values().forEach(SocketSubscription::close);
        byId.clear();
    }
}
