package io.mist.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.conformance.LiveEvidence.Accepted;
import io.mist.conformance.LiveEvidence.Applied;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * An application that changes the live values of a run of LiveProof at random times, one or several at once, back to older
 * versions, or only if nobody else has. It tries again, under the same idempotency key, while the worker is away. It keeps
 * whatever it was promised.
 */
final class LiveChanger implements AutoCloseable {

    private static final int LONGEST_PAUSE_MILLIS = 2_000;
    private static final int MOST_LEFT_OUT = 3;

    private final MistProcess mist;
    private final String run;
    private final Random random;
    private final Thread thread;
    private final AtomicLong serial = new AtomicLong(1);
    private final AtomicLong key = new AtomicLong();
    private final List<Accepted> accepted = new CopyOnWriteArrayList<>();
    private final Set<Applied> applied = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;
    private volatile Throwable failure;

    LiveChanger(MistProcess mist, String run, long seed) {
        this.mist = mist;
        this.run = run;
        this.random = new Random(seed);
        this.thread = new Thread(this::run, "changer");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            long newest = 1;
            while (!stopped) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(LONGEST_PAUSE_MILLIS)));
                newest = Math.max(newest, changeSomething(newest));
            }
        } catch (RuntimeException | AssertionError e) {
            failure = e;
        }
    }

    private long changeSomething(long newest) {
        return switch (random.nextInt(10)) {
            case 0 -> send("POST", "/rollback", Json.object().put("to", 1 + random.nextLong(newest)), Json.object());
            case 1, 2 -> {
                JsonNode patch = patch();
                yield send("PATCH", "", patch, patch, "If-Match", "\"" + newest + "\"");
            }
            case 3 -> {
                JsonNode patch = patch();
                yield send("PATCH", "?wait=applied&timeout=PT1S", patch, patch);
            }
            default -> change("?wait=accepted");
        };
    }

    /** One to three of the fields. */
    private ObjectNode patch() {
        ObjectNode patch = Json.object();
        long number = serial.incrementAndGet();
        int which = 1 + random.nextInt(7);
        if ((which & 1) != 0) {
            patch.put("serial", number);
        }
        if ((which & 2) != 0) {
            patch.put("word", "w" + number);
        }
        if ((which & 4) != 0) {
            patch.put("least", random.nextInt(MOST_LEFT_OUT + 1));
        }
        return patch;
    }

    /** Changes all fields to new values. */
    long change(String query) {
        long number = serial.incrementAndGet();
        ObjectNode patch = Json.object()
                .put("serial", number)
                .put("word", "w" + number)
                .put("least", number % (MOST_LEFT_OUT + 1));
        return send("PATCH", query, patch, patch);
    }

    /** @return the version that was made; 0 if another client was first */
    private long send(String method, String path, JsonNode body, JsonNode fields, String... condition) {
        List<String> headers = new ArrayList<>(List.of(condition));
        headers.addAll(List.of("Idempotency-Key", "change-" + key.incrementAndGet(), "Mist-User", "proof"));
        while (true) {
            Answer answer = mist.send(
                    method,
                    "/v1/runs/" + run + "/live" + path,
                    HttpRequest.BodyPublishers.ofString(body.toString()),
                    headers.toArray(String[]::new));
            if (answer.status() == 412 && condition.length > 0) {
                return 0;
            }
            if (!isWorkerAway(answer)) {
                return note(answer, fields);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private static boolean isWorkerAway(Answer answer) {
        return answer.status() == 503 || answer.body().contains("is still starting");
    }

    private long note(Answer answer, JsonNode fields) {
        if (answer.status() != 200 && answer.status() != 202) {
            throw new AssertionError("change to " + fields + ": status " + answer.status() + " " + answer.body());
        }
        JsonNode view = answer.json();
        long version = view.path("accepted").asLong();
        accepted.add(new Accepted(version, fields, "a client"));
        if (view.path("version").asLong() == version) {
            accepted.add(new Accepted(version, view.path("values"), "a client"));
        }
        noteApplied(view);
        return version;
    }

    private void noteApplied(JsonNode view) {
        view.path("applied")
                .forEach(one -> applied.add(new Applied(
                        one.path("query").asText(),
                        one.path("version").asLong(),
                        one.path("epoch").asLong())));
    }

    /** All changes that the server has accepted. */
    List<Accepted> accepted() {
        if (failure != null) {
            throw new AssertionError("the changer has failed", failure);
        }
        return List.copyOf(accepted);
    }

    /** All changes that the server has reported as in effect. */
    List<Applied> applied() {
        return List.copyOf(applied);
    }

    /** Returns when the change under way is accepted. */
    void stop() {
        stopped = true;
        try {
            thread.join(MistProcess.PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new AssertionError("the last change is not accepted");
        }
        accepted();
    }

    @Override
    public void close() {
        stopped = true;
    }
}
