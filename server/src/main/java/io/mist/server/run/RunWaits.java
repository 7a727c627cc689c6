package io.mist.server.run;

import io.mist.server.gate.Desk;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/** Callers that wait for a state of a run. Safe for any thread. */
public final class RunWaits {

    private final Runs runs;
    private final Waiters<Run> waiters;

    /** @param atMost the longest that anyone waits */
    public RunWaits(Runs runs, Duration atMost, Executor executor) {
        this.runs = runs;
        this.waiters = new Waiters<>(atMost, executor);
        runs.onChange(run -> waiters.wake(run.id(), run));
    }

    /** The run when it has ended, or is running if that is waited for, or when the time is over. */
    public CompletionStage<Run> await(String id, Desk.Until until, Duration atMost) {
        Predicate<Run> there = run ->
                run.state().hasEnded() || (until == Desk.Until.RUNNING && run.state() instanceof RunState.Running);
        return waiters.await(id, there, atMost, () -> runs.require(id), () -> runs.require(id));
    }
}
