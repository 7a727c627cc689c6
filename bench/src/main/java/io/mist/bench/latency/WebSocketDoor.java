package io.mist.bench.latency;

import io.mist.bench.process.MistClient;
import java.net.URI;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One socket for both ways. {@link #push} is called by one thread. */
final class WebSocketDoor implements Door {

    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([^\"]+)\"");

    private final MistClient mist;
    private final String route;
    private final Map<String, CompletableFuture<String>> open = new ConcurrentHashMap<>();
    private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);
    private @Nullable WebSocket socket;
    private long requests;

    WebSocketDoor(MistClient mist, String route) {
        this.mist = mist;
        this.route = route;
    }

    @Override
    public void listen(Consumer<String> message) throws Exception {
        CompletableFuture<String> subscribed = new CompletableFuture<>();
        open.put("alerts", subscribed);
        socket = mist.client()
                .newWebSocketBuilder()
                .buildAsync(URI.create(mist.server().replaceFirst("http", "ws") + "/v1/socket"), new Frames(message))
                .join();
        request("{\"op\":\"subscribe\",\"id\":\"alerts\",\"route\":\"" + route + "\",\"output\":\""
                + LatencyBench.OUTPUT + "\",\"from\":\"latest\",\"envelope\":\"plain\"}");
        subscribed.get(10, TimeUnit.SECONDS);
    }

    @Override
    public CompletableFuture<?> push(String event) {
        String id = "p" + requests++;
        CompletableFuture<String> answer = new CompletableFuture<>();
        open.put(id, answer);
        request("{\"op\":\"push\",\"id\":\"" + id + "\",\"route\":\"" + route + "\",\"input\":\"" + LatencyBench.INPUT
                + "\",\"message\":" + event + "}");
        return answer;
    }

    /** Frames go one after the other. */
    private void request(String frame) {
        WebSocket out = socket;
        if (out == null) {
            throw new IllegalStateException("the socket is not open");
        }
        sent = sent.thenCompose(before -> out.sendText(frame, true));
    }

    private final class Frames implements WebSocket.Listener {

        private final Consumer<String> message;
        private final StringBuilder text = new StringBuilder();

        Frames(Consumer<String> message) {
            this.message = message;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket in, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                take(text.toString());
                text.setLength(0);
            }
            in.request(1);
            return null;
        }

        private void take(String frame) {
            Matcher id = ID.matcher(frame);
            CompletableFuture<String> request = id.find() ? open.remove(id.group(1)) : null;
            if (request == null) {
                message.accept(frame);
            } else if (frame.contains("\"event\":\"error\"")) {
                request.completeExceptionally(new IllegalStateException(frame));
            } else {
                request.complete(frame);
            }
        }
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.abort();
        }
    }
}
