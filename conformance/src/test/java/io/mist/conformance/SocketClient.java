package io.mist.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A client of the WebSocket door. */
final class SocketClient implements AutoCloseable, WebSocket.Listener {

    private final List<JsonNode> frames = new CopyOnWriteArrayList<>();
    private final StringBuilder partial = new StringBuilder();
    private WebSocket socket;

    private SocketClient() {}

    static SocketClient open(MistProcess mist) {
        SocketClient client = new SocketClient();
        client.socket = mist.client()
                .newWebSocketBuilder()
                .buildAsync(URI.create(mist.uri("/v1/socket").toString().replaceFirst("http", "ws")), client)
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
        return client;
    }

    void send(String text) {
        socket.sendText(text, true).orTimeout(20, TimeUnit.SECONDS).join();
    }

    void sendBinary(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true)
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            frames.add(Json.read(partial.toString()));
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }

    List<JsonNode> frames() {
        return List.copyOf(frames);
    }

    List<JsonNode> await(String what, Predicate<List<JsonNode>> until) {
        return org.awaitility.Awaitility.await(what)
                .atMost(MistProcess.PATIENCE)
                .until(this::frames, until);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
