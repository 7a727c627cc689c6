package io.mist.server.door.mqtt;

import io.mist.server.door.Gate;
import io.mist.server.door.LiveRequest;
import io.mist.server.door.LiveView;
import io.mist.server.door.RunView;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepted live changes whose senders want to know when they are applied. They wait here and not in {@link Gate#change},
 * because the request is acknowledged when the change is durable: MQTT acknowledges in order, so that a held
 * acknowledgement holds up all later requests. Safe for any thread.
 */
final class AppliedWaits {

    /** How long a sender waits before he gets what is known. */
    static final Duration AT_MOST = Duration.ofSeconds(30);

    /** Beyond this, senders get what is known at once. */
    static final int MAX_WAITS = 256;

    private static final Logger log = LoggerFactory.getLogger(AppliedWaits.class);

    private final Gate gate;
    private final Executor executor;
    private final Semaphore free = new Semaphore(MAX_WAITS);
    private final Set<Waiting> all = ConcurrentHashMap.newKeySet();

    /**
     * @param executor where answers are made, so that the gate's listeners return at once
     */
    AppliedWaits(Gate gate, Executor executor) {
        this.gate = gate;
        this.executor = executor;
    }

    /** The view when the change is applied, its run has ended or the time is over. */
    CompletableFuture<LiveView> until(LiveView accepted) {
        long version = accepted.accepted() == null ? accepted.version() : accepted.accepted();
        if (accepted.isApplied(version) || !free.tryAcquire()) {
            return CompletableFuture.completedFuture(accepted);
        }
        var waiting = new Waiting(accepted, version, new CompletableFuture<>());
        all.add(waiting);
        // It may have been applied, or the run may have ended, before we took note.
        executor.execute(() -> waiting.look(gate));
        return waiting.done()
                .orTimeout(AT_MOST.toMillis(), TimeUnit.MILLISECONDS)
                .handleAsync((view, timeout) -> timeout == null ? view : waiting.known(gate), executor)
                .whenComplete((view, error) -> {
                    all.remove(waiting);
                    free.release();
                });
    }

    /** A new version, or an application. */
    void changed(LiveView view) {
        matching(w -> w.run().equals(view.run()) && view.isApplied(w.version())).forEach(w -> w.complete(view));
    }

    /** Nothing is applied after the end. */
    void changed(RunView run) {
        if (run.hasEnded()) {
            matching(w -> w.run().equals(run.id())).forEach(w -> w.done().completeAsync(() -> w.known(gate), executor));
        }
    }

    /** The door closes: everybody gets what is known. */
    void endAll() {
        all.forEach(waiting -> waiting.done().complete(waiting.known(gate)));
    }

    private Iterable<Waiting> matching(Predicate<Waiting> condition) {
        return all.stream().filter(condition).toList();
    }

    private record Waiting(LiveView accepted, long version, CompletableFuture<LiveView> done) {

        String run() {
            return accepted.run();
        }

        void look(Gate gate) {
            LiveView view = known(gate);
            if (view.isApplied(version) || hasEnded(gate)) {
                done.complete(view);
            }
        }

        private boolean hasEnded(Gate gate) {
            try {
                return gate.run(run()).hasEnded();
            } catch (RuntimeException e) {
                log.warn("run {} cannot be looked at; its live change waits for {} at most", run(), AT_MOST, e);
                return false;
            }
        }

        void complete(LiveView view) {
            done.complete(withAccepted(view));
        }

        LiveView known(Gate gate) {
            try {
                return withAccepted(gate.live(LiveRequest.Target.run(run())));
            } catch (RuntimeException e) {
                // The change is durable; that it cannot be looked at just now must not look like a refusal.
                log.warn("the answer to a live change of run {} may be older than its state", run(), e);
                return accepted;
            }
        }

        private LiveView withAccepted(LiveView view) {
            return new LiveView(view.run(), view.route(), view.version(), view.values(), view.applied(), version);
        }

        /** Two senders may wait for the same version of the same run. */
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }
}
