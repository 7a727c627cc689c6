package io.mist.server.door.websocket;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.stream.StreamMessage;
import com.linecorp.armeria.common.websocket.WebSocket;
import com.linecorp.armeria.common.websocket.WebSocketFrame;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.server.door.Answer;
import io.mist.server.door.ClientStream;
import io.mist.server.door.ProblemDocument;
import io.mist.server.door.Stall;
import io.mist.server.gate.message.Demand;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the frames of a socket. Safe for any thread, but for {@link #write} and {@link #then}. */
final class SocketWriter {

    private static final Logger LOG = LoggerFactory.getLogger(SocketWriter.class);

    private final ClientStream<WebSocketFrame> out;
    private final WebSocket socket;

    /** @param loop a single thread, the one that serves the client */
    SocketWriter(EventLoop loop, Stall stall) {
        this.out = new ClientStream<>(loop, stall);
        this.socket = WebSocket.of(StreamMessage.of(out));
    }

    WebSocket socket() {
        return socket;
    }

    /** On the client's loop. */
    void write(byte[] text) {
        out.write(WebSocketFrame.ofText(text));
    }

    /** Called on the client's loop; notifies when the client has taken what was written. */
    void then(Demand taken) {
        out.then(taken);
    }

    /** @return complete when the client has taken it */
    CompletionStage<Void> answer(String id, String event) {
        return send(Json.MAPPER.createObjectNode().put("id", id).put("event", event));
    }

    CompletionStage<Void> answer(String id, String event, Answer answer) {
        ObjectNode frame = Json.MAPPER.createObjectNode().put("id", id).put("event", event);
        frame.set(answer.kind().field(), answer.json());
        return send(frame);
    }

    CompletionStage<Void> error(@Nullable String id, Throwable error) {
        MistException known = ProblemDocument.known(error);
        if (ProblemDocument.isDefect(known)) {
            LOG.error("A socket's request failed", known);
        }
        ObjectNode answer = Json.MAPPER.createObjectNode();
        answer.put("id", id).put("event", "error").set("error", ProblemDocument.of(known));
        return send(answer);
    }

    private CompletionStage<Void> send(ObjectNode answer) {
        byte[] text = Json.write(answer).getBytes(StandardCharsets.UTF_8);
        CompletableFuture<Void> sent = new CompletableFuture<>();
        out.execute(() -> {
            write(text);
            then(Demand.completing(sent));
        });
        return sent;
    }

    /** On the client's loop: finds out whether the client is there; nothing is added to what it has not taken yet. */
    void ping() {
        offer(WebSocketFrame.ofPing());
    }

    /** A client that asks without taking the answers gets none. */
    void pong(byte[] data) {
        out.execute(() -> offer(WebSocketFrame.ofPong(data)));
    }

    private void offer(WebSocketFrame frame) {
        if (!out.isWaiting()) {
            out.write(frame);
        }
    }

    /** On the client's loop: whether the client has taken nothing of what waits for it, for too long. */
    boolean isStalled() {
        return out.isStalled();
    }

    void close() {
        out.execute(out::end);
    }

    /** Without waiting for what the client has not taken. */
    void abort(Exception why) {
        socket.abort(why);
    }
}
