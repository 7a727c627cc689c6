package io.mist.server.run;

import io.mist.protocol.ErrorKind;
import io.mist.protocol.JobKind;
import io.mist.protocol.MistException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Supervision of runs as a pure function: from a run and an event to its next state and to what is to be done. */
public final class Supervision {

    /** A run that a returning worker still cancels has had its grace. */
    private static final Duration RESUMED_CANCEL_GRACE = Duration.ofSeconds(1);

    private Supervision() {}

    /** @param run as it is afterwards, the same object if the event changes nothing */
    public record Step(Run run, List<Effect> effects) {

        public Step {
            effects = List.copyOf(effects);
        }
    }

    public static Step step(Run run, RunEvent event, Instant now) {
        if (run.state().hasEnded()) {
            return nothing(run);
        }
        if (event instanceof RunEvent.Assigned assigned) {
            return assigned(run, assigned, now);
        }
        if (event instanceof RunEvent.Unassignable unassignable) {
            return finish(run, failed(unassignable.error(), now), now);
        }
        if (event instanceof RunEvent.Started started) {
            return started(run, started, now);
        }
        if (event instanceof RunEvent.Ended ended) {
            return isCurrent(run, ended.worker(), ended.attempt()) ? ended(run, ended.outcome(), now) : nothing(run);
        }
        if (event instanceof RunEvent.CancelRequested request) {
            return cancel(run, request, now);
        }
        if (event instanceof RunEvent.WorkerLost lost) {
            return run.isOn(lost.worker()) ? lost(run, lost.error(), lost.wasReady(), now) : nothing(run);
        }
        if (event instanceof RunEvent.WorkerReturned returned) {
            return run.isOn(returned.worker()) ? returned(run, returned, now) : nothing(run);
        }
        if (event instanceof RunEvent.Adopted adopted) {
            return adopted(run, adopted.isWorkerKnown(), now);
        }
        return timePassed(run, ((RunEvent.TimePassed) event).isWorkerKnown(), now);
    }

    private static boolean isCurrent(Run run, String worker, int attempt) {
        return run.isOn(worker) && run.attempt() == attempt;
    }

    private static Step nothing(Run run, Effect... effects) {
        return new Step(run, List.of(effects));
    }

    // ---- starts

    private static Step assigned(Run run, RunEvent.Assigned assigned, Instant now) {
        RunState next = new RunState.Starting(assigned.worker(), now);
        Effect start = new Effect.SendStart(assigned.worker());
        if (run.state() instanceof RunState.Queued) {
            return new Step(run.in(next), List.of(start));
        }
        if (run.state() instanceof RunState.Restarting restarting) {
            Run again = run.withAttempt(run.attempt() + 1, restarting.restarts() + 1);
            return new Step(again.in(next), List.of(start));
        }
        return nothing(run);
    }

    private static Step started(Run run, RunEvent.Started started, Instant now) {
        return isCurrent(run, started.worker(), started.attempt()) && run.state() instanceof RunState.Starting
                ? new Step(run.in(new RunState.Running(started.worker(), now)), List.of())
                : nothing(run);
    }

    private static Step returned(Run run, RunEvent.WorkerReturned returned, Instant now) {
        String worker = returned.worker();
        if (!returned.isHosted()) {
            return run.state() instanceof RunState.Starting
                    ? nothing(run, new Effect.SendStart(worker))
                    : lost(run, MistException.resources("worker-lost", "its worker came back without it"), true, now);
        }
        return run.state() instanceof RunState.Cancelling
                ? nothing(run, new Effect.SendCancel(worker, RESUMED_CANCEL_GRACE))
                : nothing(run, new Effect.SendLive(worker));
    }

    private static Step adopted(Run run, boolean isWorkerKnown, Instant now) {
        if (run.state().workerOrNull() != null && !isWorkerKnown) {
            String message = "its worker ended while the server was away";
            return lost(run, MistException.resources("worker-lost", message), true, now);
        }
        return new Step(run, alarm(run.state()));
    }

    // ---- ends and restarts

    private static Step ended(Run run, RunEvent.Outcome outcome, Instant now) {
        if (outcome instanceof RunEvent.Outcome.Success success) {
            return finish(run, new RunState.Succeeded(success.result(), now), now);
        }
        if (outcome instanceof RunEvent.Outcome.Failure failure) {
            return failure(run, failure.error(), failure.isRestartable(), now);
        }
        return finish(run, cancelled(run, now), now);
    }

    private static Step lost(Run run, MistException error, boolean wasReady, Instant now) {
        return failure(run, error, wasReady || run.attempt() > 1, now);
    }

    private static Step failure(Run run, MistException error, boolean isRestartable, Instant now) {
        boolean isStream = run.plan().contract().kind() == JobKind.STREAM;
        return finish(run, isRestartable && isStream ? restarting(run, error, now) : failed(error, now), now);
    }

    private static RunState restarting(Run run, MistException error, Instant now) {
        int used = restartsUsed(run, now);
        if (used >= run.plan().restart().maxRestarts()) {
            String message = used == 0 ? error.text() : error.text() + " (after " + used + " restarts)";
            return new RunState.Failed(new Reason(error.kind(), error.code(), message, error.problems()), now);
        }
        Duration pause = run.plan().restart().pause(used);
        return new RunState.Restarting(Reason.of(error), now.plus(pause), used, now);
    }

    /** The budget is whole again after a healthy time. */
    private static int restartsUsed(Run run, Instant now) {
        boolean isHealthy = run.state() instanceof RunState.Running running
                && Duration.between(running.since(), now)
                                .compareTo(run.plan().restart().healthyAfter())
                        >= 0;
        return isHealthy ? 0 : run.restarts();
    }

    private static RunState failed(MistException error, Instant now) {
        return new RunState.Failed(Reason.of(error), now);
    }

    private static RunState cancelled(Run run, Instant now) {
        return cancelled("run " + run.id() + " was cancelled", now);
    }

    private static RunState cancelled(String message, Instant now) {
        return new RunState.Cancelled(new Reason(ErrorKind.CALLER, "cancelled", message, List.of()), now);
    }

    /** A run that is being cancelled ends as cancelled, unless it succeeds before. */
    private static Step finish(Run run, RunState next, Instant now) {
        boolean isCancelled = run.state() instanceof RunState.Cancelling && !(next instanceof RunState.Succeeded);
        return leave(run, isCancelled ? cancelled(run, now) : next);
    }

    private static Step leave(Run run, RunState next) {
        List<Effect> effects = new ArrayList<>(alarm(next));
        if (next.hasEnded()) {
            effects.add(new Effect.LeaveContext());
        }
        String worker = run.state().workerOrNull();
        if (worker != null) {
            effects.add(new Effect.LeaveWorker(worker));
        }
        return new Step(run.in(next), effects);
    }

    // ---- cancelling: it always ends

    private static Step cancel(Run run, RunEvent.CancelRequested request, Instant now) {
        if (run.state() instanceof RunState.Cancelling cancelling) {
            return nothing(
                    run,
                    new Effect.SendCancel(cancelling.worker(), request.grace().cooperative()));
        }
        String worker = run.state().workerOrNull();
        if (worker == null || !request.isWorkerReached()) {
            return leave(run, cancelled("cancelled by " + request.by(), now));
        }
        RunState next = new RunState.Cancelling(worker, now.plus(request.grace().total()), now);
        List<Effect> effects = new ArrayList<>(alarm(next));
        effects.add(new Effect.SendCancel(worker, request.grace().cooperative()));
        return new Step(run.in(next), effects);
    }

    // ---- time

    private static List<Effect> alarm(RunState state) {
        Instant at = alarmAt(state);
        return at == null ? List.of() : List.of(new Effect.WakeAt(at));
    }

    private static @Nullable Instant alarmAt(RunState state) {
        if (state instanceof RunState.Restarting restarting) {
            return restarting.notBefore();
        }
        return state instanceof RunState.Cancelling cancelling ? cancelling.deadline() : null;
    }

    private static Step timePassed(Run run, boolean isWorkerKnown, Instant now) {
        Instant at = alarmAt(run.state());
        if (at == null) {
            return nothing(run);
        }
        if (now.isBefore(at)) {
            return nothing(run, new Effect.WakeAt(at));
        }
        if (!(run.state() instanceof RunState.Cancelling cancelling)) {
            return nothing(run, new Effect.Reassign());
        }
        return isWorkerKnown
                ? nothing(
                        run,
                        new Effect.KillWorker(
                                cancelling.worker(), "run " + run.id() + " did not stop when it was cancelled"))
                : leave(run, cancelled(run, now));
    }
}
