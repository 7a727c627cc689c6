package io.mist.server.door.websocket;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.websocket.WebSocketFrame;
import com.linecorp.armeria.common.websocket.WebSocketWriter;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.server.door.ProblemDocument;
import io.mist.server.door.Stall;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a socket sends. Safe for any thread. */
final class SocketWriter {

    private static final Logger LOG = LoggerFactory.getLogger(SocketWriter.class);

    private final WebSocketWriter out;
    private final Stall stall;

    SocketWriter(WebSocketWriter out, Stall stall) {
        this.out = out;
        this.stall = stall;
    }

    /**
     * @param isLast whether the result is looked at
     * @return complete when the client has taken it
     */
    CompletionStage<Void> write(byte[] text, boolean isLast) {
        if (!out.tryWrite(WebSocketFrame.ofText(text))) {
            return CompletableFuture.failedFuture(new ClosedChannelException());
        }
        return isLast ? consumed() : CompletableFuture.completedFuture(null);
    }

    private CompletionStage<Void> consumed() {
        CompletableFuture<Void> taken = out.whenConsumed();
        stall.watch(taken);
        return taken;
    }

    /** @return complete when the client has taken it */
    CompletionStage<Void> answer(String id, String event) {
        return write(Json.MAPPER.createObjectNode().put("id", id).put("event", event));
    }

    CompletionStage<Void> answer(String id, String event, String field, Object value) {
        ObjectNode answer = Json.MAPPER.createObjectNode().put("id", id).put("event", event);
        answer.set(field, Json.MAPPER.valueToTree(value));
        return write(answer);
    }

    CompletionStage<Void> error(@Nullable String id, Throwable error) {
        MistException known = ProblemDocument.known(error);
        if (ProblemDocument.isDefect(known)) {
            LOG.error("A socket's request failed", known);
        }
        ObjectNode answer = Json.MAPPER.createObjectNode();
        answer.put("id", id).put("event", "error").set("error", ProblemDocument.of(known));
        return write(answer);
    }

    private CompletionStage<Void> write(ObjectNode answer) {
        return write(Json.write(answer).getBytes(StandardCharsets.UTF_8), true);
    }

    /** Finds out whether the client is there; nothing is added to what it has not taken yet. */
    void ping() {
        if (!stall.isWaiting() && out.tryWrite(WebSocketFrame.ofPing())) {
            CompletionStage<Void> ignored = consumed();
        }
    }

    /** A client that asks without taking the answers gets none. */
    void pong(byte[] data) {
        if (!stall.isWaiting() && out.tryWrite(WebSocketFrame.ofPong(data))) {
            CompletionStage<Void> ignored = consumed();
        }
    }

    void close() {
        out.close();
    }

    /** Without waiting for what the client has not taken. */
    void abort(Exception why) {
        out.abort(why);
    }
}
