package io.mist.bench.latency;

import io.mist.bench.process.MistClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A POST per event; alerts by SSE. */
final class HttpDoor implements Door {

    private final MistClient mist;
    private final String route;
    private @Nullable BufferedReader events;
    private volatile boolean closed;

    HttpDoor(MistClient mist, String route) {
        this.mist = mist;
        this.route = route;
    }

    @Override
    public void listen(Consumer<String> message) throws Exception {
        BufferedReader reader = new BufferedReader(
                new InputStreamReader(mist.follow(route, LatencyBench.OUTPUT), StandardCharsets.UTF_8));
        events = reader;
        Thread thread = new Thread(() -> read(reader, message), "events");
        thread.setDaemon(true);
        thread.start();
    }

    private void read(BufferedReader reader, Consumer<String> message) {
        try {
            String line;
            while ((line = reader.readLine()) != null) {
                if (line.startsWith("data:")) {
                    message.accept(line);
                }
            }
        } catch (IOException e) {
            if (!closed) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public CompletableFuture<?> push(String event) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(mist.server() + "/v1/routes/" + route + "/inputs/" + LatencyBench.INPUT))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(event))
                .build();
        return mist.client()
                .sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenAccept(answer -> {
                    if (answer.statusCode() != 202) {
                        throw new IllegalStateException(answer.statusCode() + " " + answer.body());
                    }
                });
    }

    @Override
    public void close() throws IOException {
        closed = true;
        if (events != null) {
            events.close();
        }
    }
}
