package io.mist.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A client of server-sent events. */
final class Events implements AutoCloseable {

    /** One event; absent fields are empty. */
    record Event(String id, String type, String data) {
        JsonNode json() {
            return Json.read(data);
        }
    }

    private final Stream<String> lines;
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private volatile boolean ended;

    private Events(Stream<String> lines) {
        this.lines = lines;
    }

    /** Returns when the server has answered with a stream. */
    static Events open(MistProcess mist, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(mist.uri(path)).header("Accept", "text/event-stream");
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<Stream<String>> response =
                    mist.client().send(request.build(), HttpResponse.BodyHandlers.ofLines());
            if (response.statusCode() != 200) {
                throw new AssertionError(path + ": status " + response.statusCode() + " "
                        + response.body().toList());
            }
            Events events = new Events(response.body());
            Thread reader = new Thread(events::read, "events");
            reader.setDaemon(true);
            reader.start();
            return events;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void read() {
        String[] fields = {"", "", ""};
        try {
            lines.forEach(line -> {
                if (line.isEmpty()) {
                    // As in browsers: an event without data is none, and an id alone is the position of the client.
                    if (!fields[2].isEmpty()) {
                        events.add(new Event(fields[0], fields[1], fields[2]));
                    }
                    fields[0] = fields[1] = fields[2] = "";
                } else {
                    note(line, fields);
                }
            });
        } catch (java.io.UncheckedIOException e) {
            // Closed by the test or by the end of the server: no more events.
            ended = true;
        }
        ended = true;
    }

    private static void note(String line, String[] fields) {
        List<String> names = List.of("id", "event", "data");
        int colon = line.indexOf(':');
        int field = colon < 0 ? -1 : names.indexOf(line.substring(0, colon));
        if (field >= 0) {
            String value = line.substring(colon + 1).replaceFirst("^ ", "");
            fields[field] = fields[field].isEmpty() ? value : fields[field] + "\n" + value;
        }
    }

    List<Event> all() {
        return List.copyOf(events);
    }

    boolean hasEnded() {
        return ended;
    }

    List<Event> await(String what, Predicate<List<Event>> until) {
        return org.awaitility.Awaitility.await(what)
                .atMost(MistProcess.PATIENCE)
                .until(this::all, until);
    }

    @Override
    public void close() {
        lines.close();
    }
}
