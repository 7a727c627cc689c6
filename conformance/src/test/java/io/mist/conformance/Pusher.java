package io.mist.conformance;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * An application that pushes numbered lines, and again under the same idempotency key whatever goes wrong, until the
 * answer says that they are in the log.
 */
final class Pusher implements AutoCloseable {

    static final int PER_PUSH = 10;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final MistProcess mist;
    private final String route;
    private final IntFunction<String> line;
    private final Duration pause;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile int acknowledged;
    private volatile Throwable failure;

    Pusher(MistProcess mist, String route) {
        this(mist, route, number -> Scenario.lines("pushed", number, number + 1).get(0), Duration.ofMillis(20));
    }

    /** @param line the JSON of the line with this number */
    Pusher(MistProcess mist, String route, IntFunction<String> line, Duration pause) {
        this.mist = mist;
        this.route = route;
        this.line = line;
        this.pause = pause;
        this.thread = new Thread(this::run, "pusher");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            for (int from = 0; !stopped; from += PER_PUSH) {
                List<String> lines =
                        IntStream.range(from, from + PER_PUSH).mapToObj(line).toList();
                while (!isTaken("push-" + from, lines)) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
                }
                acknowledged = from + PER_PUSH;
                LockSupport.parkNanos(pause.toNanos());
            }
        } catch (RuntimeException | AssertionError e) {
            failure = e;
        }
    }

    private boolean isTaken(String key, List<String> lines) {
        HttpRequest request = HttpRequest.newBuilder(mist.uri("/v1/routes/" + route + "/inputs/lines"))
                .timeout(PATIENCE)
                .header("Content-Type", "application/x-ndjson")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(String.join("\n", lines)))
                .build();
        try {
            HttpResponse<String> response = mist.client().send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 202 && response.statusCode() != 503) {
                throw new AssertionError("status " + response.statusCode() + ": " + response.body());
            }
            return response.statusCode() == 202;
        } catch (IOException e) {
            // The server is away: whether it took them is not known, so they go again.
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** How many lines are known to be in the log. */
    int acknowledged() {
        if (failure != null) {
            throw new AssertionError("the pusher has failed", failure);
        }
        return acknowledged;
    }

    /** @return how many lines there are in all */
    int stop() {
        stopped = true;
        try {
            thread.join(MistProcess.PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new AssertionError("the last push is not taken");
        }
        return acknowledged();
    }

    @Override
    public void close() {
        stopped = true;
    }
}
