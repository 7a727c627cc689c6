package io.mist.server.worker;

import io.mist.server.config.ContextConfig;
import io.mist.server.config.ContextsConfig;
import io.mist.server.config.WorkersConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Decides from the time when a worker is silent, idle, or to be killed; a function of the worker and the time. */
final class WorkerHealth {

    /** From the request to end until the kill. */
    static final Duration STOP_WAIT = Duration.ofSeconds(10);

    private static final int MISSED_HEARTBEATS = 4;

    private final ContextsConfig contexts;
    private final Duration heartbeats;
    private final Duration reconnectWindow;

    WorkerHealth(ContextsConfig contexts, WorkersConfig workers) {
        this.contexts = contexts;
        this.heartbeats = workers.heartbeat().multipliedBy(MISSED_HEARTBEATS);
        this.reconnectWindow = workers.reconnectWindow();
    }

    Optional<Verdict> judge(WorkerHandle worker, Instant now) {
        Optional<String> ending = worker.ending();
        if (ending.isPresent()) {
            return ending(worker, ending.get(), now);
        }
        ContextConfig context = contexts.of(worker.context());
        return switch (worker.state()) {
            case STARTING -> starting(worker, context.workerStartTimeout(), now);
            case READY -> ready(worker, context.idleTimeout(), now);
            case SILENT -> silent(worker, now);
            case DEAD -> Optional.empty();
        };
    }

    private static Optional<Verdict> ending(WorkerHandle worker, String why, Instant now) {
        if (worker.isKilled()) {
            // Nobody reports the end of a process that another server has launched.
            return worker.isChild() ? Optional.empty() : Optional.of(new Verdict.Gone(why));
        }
        if (isPast(worker.since(), STOP_WAIT, now)) {
            return Optional.of(new Verdict.Kill(why));
        }
        return worker.state() == WorkerState.SILENT ? gone(worker) : Optional.empty();
    }

    private static Optional<Verdict> starting(WorkerHandle worker, Duration limit, Instant now) {
        return isPast(worker.since(), limit, now)
                ? Optional.of(new Verdict.Kill("it was not ready within " + limit.toSeconds()
                        + " s (worker-start-timeout); log: " + worker.log()))
                : Optional.empty();
    }

    private Optional<Verdict> ready(WorkerHandle worker, Optional<Duration> idleTimeout, Instant now) {
        if (isPast(worker.lastHeard(), heartbeats, now)) {
            return Optional.of(new Verdict.Silent());
        }
        return idleTimeout
                .filter(limit -> isPast(worker.idleSince(), limit, now))
                .map(limit -> new Verdict.End("it was idle"));
    }

    private Optional<Verdict> silent(WorkerHandle worker, Instant now) {
        return gone(worker)
                .or(() -> isPast(worker.since(), reconnectWindow, now)
                        ? Optional.of(new Verdict.Kill("nothing was heard of it for "
                                + Duration.between(worker.since(), now).toSeconds() + " s"))
                        : Optional.empty());
    }

    private static Optional<Verdict> gone(WorkerHandle worker) {
        return worker.isProcessAlive() ? Optional.empty() : Optional.of(new Verdict.Gone("its process is gone"));
    }

    private static boolean isPast(Instant from, Duration limit, Instant now) {
        return Duration.between(from, now).compareTo(limit) > 0;
    }
}
