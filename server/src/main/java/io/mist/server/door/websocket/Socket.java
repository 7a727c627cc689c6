package io.mist.server.door.websocket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.websocket.WebSocketFrame;
import com.linecorp.armeria.common.websocket.WebSocketFrameType;
import com.linecorp.armeria.common.websocket.WebSocketWriter;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.server.channel.ChannelId;
import io.mist.server.channel.ChannelLog;
import io.mist.server.channel.Follower;
import io.mist.server.channel.Message;
import io.mist.server.channel.Page;
import io.mist.server.door.Envelope;
import io.mist.server.door.Gate;
import io.mist.server.door.ProblemDocument;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's socket. Requests are handled one after another, each off the event loop. */
final class Socket implements Subscriber<WebSocketFrame> {

    private static final Logger LOG = LoggerFactory.getLogger(Socket.class);
    /** More are refused: a client that needs them opens another socket. */
    private static final int MAX_SUBSCRIPTIONS = 100;

    private static final Set<String> FIELDS = Set.of("op", "id", "route", "output", "from", "run", "envelope");

    private final Gate gate;
    private final WebSocketWriter out;
    private final Executor executor;
    private final Map<String, Follower<Page>> subscriptions = new HashMap<>();
    private @Nullable Subscription frames;
    private boolean closed;

    Socket(Gate gate, WebSocketWriter out, Executor executor) {
        this.gate = gate;
        this.out = out;
        this.executor = executor;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        frames = subscription;
        subscription.request(1);
    }

    @Override
    public void onNext(WebSocketFrame frame) {
        try (frame) {
            if (frame.type() == WebSocketFrameType.TEXT) {
                String text = frame.text();
                executor.execute(() -> {
                    handle(text);
                    next();
                });
            } else if (frame.type() == WebSocketFrameType.CLOSE) {
                out.close();
            } else {
                if (frame.type() == WebSocketFrameType.BINARY) {
                    error(
                            null,
                            MistException.caller(
                                    "malformed-request", "a binary frame (expected: a text frame with JSON)"));
                }
                next();
            }
        }
    }

    private void next() {
        Subscription subscription = frames;
        if (subscription != null) {
            subscription.request(1);
        }
    }

    @Override
    public void onError(Throwable error) {
        LOG.debug("A socket broke", error);
        out.close();
    }

    @Override
    public void onComplete() {
        out.close();
    }

    private void handle(String text) {
        String id = null;
        try {
            ObjectNode request = Json.parseObject(text);
            id = text(request, "id");
            request.fieldNames().forEachRemaining(Socket::requireKnown);
            String op = String.valueOf(text(request, "op"));
            switch (op) {
                case "subscribe" -> subscribe(required(request, "id"), request);
                case "unsubscribe" -> unsubscribe(required(request, "id"));
                default ->
                    throw MistException.caller(
                            "malformed-request", "op: '" + op + "' (expected: subscribe or unsubscribe)");
            }
        } catch (RuntimeException e) {
            MistException error = ProblemDocument.known(e);
            if (ProblemDocument.isDefect(error)) {
                LOG.error("A socket's request failed", error);
            }
            error(id, error);
        }
    }

    private static void requireKnown(String field) {
        if (!FIELDS.contains(field)) {
            throw MistException.caller(
                    "malformed-request",
                    field + ": unknown field (expected: op, id, route, output, from, run, envelope)");
        }
    }

    private void subscribe(String id, ObjectNode request) {
        ChannelId channel = gate.output(required(request, "route"), required(request, "output"));
        String envelopeName = text(request, "envelope");
        Envelope envelope = Envelope.parse(envelopeName == null ? "cloudevents" : envelopeName);
        String run = text(request, "run");
        if (run != null) {
            gate.run(run);
        }
        long from = from(channel, text(request, "from"));
        synchronized (subscriptions) {
            if (closed) {
                return;
            }
            if (subscriptions.containsKey(id)) {
                throw MistException.caller("malformed-request", "id: '" + id + "' is subscribed already");
            }
            if (subscriptions.size() >= MAX_SUBSCRIPTIONS) {
                throw MistException.resources(
                        "too-many-subscriptions",
                        "this socket has " + MAX_SUBSCRIPTIONS + " subscriptions; open another one");
            }
            answer(id, "subscribed");
            Follower.Sink<Page> sink = new Follower.Sink<>() {
                @Override
                public CompletionStage<Void> take(Page page) {
                    return send(id, channel, envelope, page);
                }

                @Override
                public void failed(RuntimeException broken) {
                    error(id, ProblemDocument.known(broken));
                }
            };
            subscriptions.put(id, Follower.start(Follower.of(gate.channels(), channel, run), from, sink, executor));
        }
    }

    private long from(ChannelId channel, @Nullable String text) {
        ChannelLog log = gate.channels();
        if (text == null || text.equals("latest")) {
            return log.end(channel);
        }
        if (text.equals("earliest")) {
            return log.start(channel);
        }
        if (!text.matches("\\d{1,18}")) {
            throw MistException.caller(
                    "invalid-query", "from: '" + text + "' (expected: earliest, latest or an offset)");
        }
        return Long.parseLong(text);
    }

    private void unsubscribe(String id) {
        synchronized (subscriptions) {
            Follower<Page> subscription = subscriptions.remove(id);
            if (subscription == null) {
                throw MistException.caller("malformed-request", "id: '" + id + "' is not subscribed");
            }
            subscription.close();
        }
        answer(id, "unsubscribed");
    }

    private CompletionStage<Void> send(String id, ChannelId channel, Envelope envelope, Page page) {
        String quoted = Json.write(id);
        Page.Gap gap = page.gap();
        if (gap != null) {
            write("{\"id\":" + quoted + ",\"event\":\"gap\",\"from\":" + gap.from() + ",\"to\":" + gap.to() + "}");
        }
        for (Message message : page.messages()) {
            String body = new String(envelope.encode(channel, message), StandardCharsets.UTF_8);
            write("{\"id\":" + quoted + ",\"event\":\"message\",\"offset\":" + message.offset() + ",\"message\":" + body
                    + "}");
        }
        return out.isOpen()
                ? out.whenConsumed()
                : CompletableFuture.failedFuture(new java.nio.channels.ClosedChannelException());
    }

    private void answer(String id, String event) {
        write("{\"id\":" + Json.write(id) + ",\"event\":\"" + event + "\"}");
    }

    private void error(@Nullable String id, MistException error) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        answer.put("id", id).put("event", "error").set("error", ProblemDocument.of(error));
        write(Json.write(answer));
    }

    private void write(String text) {
        if (!out.tryWrite(text)) {
            LOG.debug("A socket is closed; not sent: {}", text);
        }
    }

    private static @Nullable String text(ObjectNode request, String field) {
        JsonNode value = request.get(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (value.isTextual() || value.isIntegralNumber()) {
            return value.asText();
        }
        throw MistException.caller("malformed-request", field + ": " + value + " (expected: a string)");
    }

    private static String required(ObjectNode request, String field) {
        String text = text(request, field);
        if (text == null) {
            throw MistException.caller("malformed-request", field + ": missing (expected: a string)");
        }
        return text;
    }

    void close() {
        synchronized (subscriptions) {
            closed = true;
            subscriptions.values().forEach(Follower::close);
            subscriptions.clear();
        }
        Subscription subscription = frames;
        if (subscription != null) {
            subscription.cancel();
        }
    }
}
