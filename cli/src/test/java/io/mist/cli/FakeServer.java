package io.mist.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A real HTTP server with the answers that a test sets, in the form of docs/http.md. Answers to the same request are given
 * in turn; the last one is repeated. Any other request gets 404.
 */
final class FakeServer implements AutoCloseable {

    record Reply(int status, String type, Map<String, String> headers, String body, int cutOff) {
        static Reply json(int status, String body) {
            return of(status, "application/json", body);
        }

        static Reply of(int status, String type, String body) {
            return new Reply(status, type, Map.of(), body, 0);
        }

        static Reply events(String body) {
            return of(200, "text/event-stream", body);
        }

        /** Ends the connection before the end of the body, as a killed server does. */
        static Reply brokenEvents(String body) {
            return new Reply(200, "text/event-stream", Map.of(), body, 1);
        }

        static Reply problem(int status, String kind, String code, String detail, String problems) {
            return of(status, "application/problem+json", """
                    {"type": "about:blank", "title": "Title", "status": %d, "code": "%s", "kind": "%s",
                     "detail": "%s", "problems": %s}""".formatted(status, code, kind, detail, problems));
        }

        Reply header(String name, String value) {
            return new Reply(status, type, Map.of(name, value), body, cutOff);
        }
    }

    record Request(String line, Map<String, List<String>> headers, String body) {
        String header(String name) {
            return headers.entrySet().stream()
                    .filter(h -> h.getKey().equalsIgnoreCase(name))
                    .map(h -> h.getValue().get(0))
                    .findFirst()
                    .orElse("");
        }
    }

    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Queue<Reply>> replies = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    FakeServer() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", this::handle);
        http.setExecutor(threads);
        http.start();
    }

    String url() {
        return "http://localhost:" + http.getAddress().getPort();
    }

    /** @param request such as {@code "GET /v1/runs/1"}, with a query or for every query */
    FakeServer on(String request, Reply... inTurn) {
        replies.put(request, new ConcurrentLinkedQueue<>(List.of(inTurn)));
        return this;
    }

    FakeServer on(String request, String json) {
        return on(request, Reply.json(200, json));
    }

    List<String> requestLines() {
        return requests.stream().map(Request::line).toList();
    }

    List<Request> requests(String linePart) {
        return requests.stream().filter(r -> r.line().contains(linePart)).toList();
    }

    Request request(String linePart) {
        return requests(linePart).get(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path =
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath();
            String query = exchange.getRequestURI().getRawQuery();
            String line = query == null ? path : path + "?" + query;
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(new Request(line, Map.copyOf(exchange.getRequestHeaders()), body));
            answer(exchange, next(line, path));
        }
    }

    private Reply next(String line, String path) {
        Queue<Reply> queue = replies.getOrDefault(line, replies.get(path));
        if (queue == null) {
            return Reply.problem(404, "caller", "unknown", "there is no '" + path + "'", "[]");
        }
        return queue.size() > 1 ? queue.remove() : queue.element();
    }

    private static void answer(HttpExchange exchange, Reply reply) throws IOException {
        byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", reply.type());
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(reply.status(), length(reply, bytes.length));
        OutputStream out = exchange.getResponseBody();
        out.write(bytes);
        out.flush();
    }

    private static int length(Reply reply, int bytes) {
        if (reply.cutOff() > 0) {
            return bytes + reply.cutOff();
        }
        int none = -1;
        int unknown = 0;
        return reply.type().equals("text/event-stream") ? unknown : bytes == 0 ? none : bytes;
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
