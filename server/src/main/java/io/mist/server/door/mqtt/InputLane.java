package io.mist.server.door.mqtt;

import io.mist.protocol.ErrorKind;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.server.door.ProblemDocument;
import io.mist.server.gate.Caller;
import io.mist.server.gate.Gate;
import io.mist.server.gate.PushRequest;
import io.mist.server.gate.PushView;
import io.mist.server.gate.message.ChannelId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages that wait for one input, in their order. Those that wait together are appended together, in one durable
 * write, unless they have keys of their own; the next ones come when these are decided and answered. Safe for any thread.
 */
final class InputLane {

    /** Messages of one push, and their bytes; one message may go beyond. */
    static final int BATCH = 500;

    static final long BATCH_BYTES = 4L << 20;

    /** Attempts to store a message after a failure that may pass, over about two minutes. */
    static final int TRIES = 15;

    private static final long FIRST_DELAY_MILLIS = 250;
    private static final long MAX_DELAY_MILLIS = 15_000;
    private static final Logger LOG = LoggerFactory.getLogger(InputLane.class);

    private final ChannelId channel;
    private final Gate gate;
    private final InputTopics topics;
    private final Executor executor;
    private final Function<Arrival, CompletableFuture<?>> decided;
    /** Guarded by this, like the two flags. */
    private final Deque<Arrival> waiting = new ArrayDeque<>();

    private boolean running;
    private boolean closed;
    /** Confined to the one task that runs. */
    private final Deque<Arrival.Part> parts = new ArrayDeque<>();

    private int failures;

    /** @param decided takes what is in the log or never will be; the lane resumes when its result is complete */
    InputLane(
            ChannelId channel,
            Gate gate,
            InputTopics topics,
            Executor executor,
            Function<Arrival, CompletableFuture<?>> decided) {
        this.channel = channel;
        this.gate = gate;
        this.topics = topics;
        this.executor = executor;
        this.decided = decided;
    }

    synchronized void add(Arrival arrival) {
        waiting.add(arrival);
        if (!running) {
            running = true;
            execute();
        }
    }

    synchronized boolean isIdle() {
        return !running;
    }

    /**
     * Takes nothing more, and waits until what is being stored is decided and answered.
     *
     * @return false if that takes longer
     */
    synchronized boolean close(long atMostMillis) throws InterruptedException {
        closed = true;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(atMostMillis);
        for (long left = atMostMillis; running && left > 0; left = millisUntil(end)) {
            wait(left);
        }
        return !running;
    }

    private static long millisUntil(long end) {
        return TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }

    private void execute() {
        try {
            executor.execute(this::step);
        } catch (RejectedExecutionException e) {
            // Not acknowledged, the messages come again when the server does.
            LOG.debug("messages of {} came while the door closed", channel);
        }
    }

    private void step() {
        if (isClosed()) {
            pause();
            return;
        }
        List<Arrival> unreadable = new ArrayList<>();
        while (parts.size() < BATCH) {
            Arrival next = poll();
            if (next == null) {
                break;
            }
            read(next, unreadable);
        }
        if (!unreadable.isEmpty()) {
            finish(unreadable);
        } else if (parts.isEmpty()) {
            pause();
        } else {
            push(batch());
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized @Nullable Arrival poll() {
        return waiting.poll();
    }

    private void pause() {
        synchronized (this) {
            running = !closed && !waiting.isEmpty();
            if (!running) {
                notifyAll();
                return;
            }
        }
        execute();
    }

    private void read(Arrival arrival, List<Arrival> unreadable) {
        try {
            parts.addAll(arrival.read(topics.topicOf(channel)));
            if (arrival.isDecided()) {
                // An array without events.
                unreadable.add(arrival);
            }
        } catch (RuntimeException e) {
            arrival.failed(ProblemDocument.known(e));
            unreadable.add(arrival);
        }
    }

    /** The first part alone if it has a key, else all that follow without one, of one caller. */
    private List<Arrival.Part> batch() {
        List<Arrival.Part> batch = new ArrayList<>();
        Arrival.Part first = parts.getFirst();
        Caller caller = first.arrival().sender().caller();
        long bytes = 0;
        for (Arrival.Part part : parts) {
            boolean fits = batch.isEmpty()
                    || (first.key() == null
                            && part.key() == null
                            && part.arrival().sender().caller().equals(caller)
                            && batch.size() < BATCH
                            && bytes + part.json().length <= BATCH_BYTES);
            if (!fits) {
                break;
            }
            batch.add(part);
            bytes += part.json().length;
        }
        return batch;
    }

    private void push(List<Arrival.Part> batch) {
        Arrival.Part first = batch.get(0);
        var request = new PushRequest(
                channel.route(),
                channel.name(),
                batch.stream().map(Arrival.Part::json).toList(),
                first.key());
        CompletableFuture<PushView> pushed;
        try {
            pushed = gate.as(first.arrival().sender().caller()).push(request).toCompletableFuture();
        } catch (RuntimeException e) {
            pushed = CompletableFuture.failedFuture(e);
        }
        var unused = pushed.whenCompleteAsync((view, error) -> settle(batch, view, error), executor);
    }

    private void settle(List<Arrival.Part> batch, @Nullable PushView view, @Nullable Throwable error) {
        MistException failure = error == null ? null : ProblemDocument.known(error);
        if (failure != null && mayPass(failure) && ++failures < TRIES) {
            retry(failure);
            return;
        }
        failures = 0;
        for (int i = 0; i < batch.size(); i++) {
            parts.removeFirst();
        }
        if (failure != null) {
            batch.forEach(part -> part.arrival().failed(failure));
        } else if (view != null) {
            note(batch, view);
        }
        finish(batch.stream()
                .map(Arrival.Part::arrival)
                .distinct()
                .filter(Arrival::isDecided)
                .toList());
    }

    private static boolean mayPass(MistException failure) {
        return failure.kind() == ErrorKind.RESOURCES || failure.kind() == ErrorKind.INTERNAL;
    }

    /** Nothing is acknowledged meanwhile; the broker holds the rest. */
    private void retry(MistException failure) {
        long delay = Math.min(MAX_DELAY_MILLIS, FIRST_DELAY_MILLIS << Math.min(failures - 1, 10));
        if (failures == 1) {
            LOG.warn("messages over MQTT for {} cannot be stored; Mist keeps trying for a while", channel, failure);
        }
        CompletableFuture.delayedExecutor(delay, TimeUnit.MILLISECONDS, executor)
                .execute(this::step);
    }

    private static void note(List<Arrival.Part> batch, PushView view) {
        Map<Integer, List<Problem>> rejected = new HashMap<>();
        view.rejected().forEach(one -> rejected.put(one.line(), one.problems()));
        long offset = view.first() == null ? 0 : view.first();
        for (int i = 0; i < batch.size(); i++) {
            Arrival arrival = batch.get(i).arrival();
            List<Problem> problems = rejected.get(i + 1);
            if (problems == null) {
                arrival.accepted(offset++, !view.duplicate());
            } else {
                arrival.rejected(problems);
            }
        }
    }

    private void finish(List<Arrival> arrivals) {
        CompletableFuture<?>[] answers = arrivals.stream().map(decided).toArray(CompletableFuture<?>[]::new);
        var unused = CompletableFuture.allOf(answers).whenComplete((done, error) -> execute());
    }
}
