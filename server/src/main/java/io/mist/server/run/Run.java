package io.mist.server.run;

import java.time.Instant;

/**
 * A run as stored.
 *
 * @param seq its place among all runs; later ones are greater
 * @param attempt 1 for the first start, one more for every restart
 * @param restarts restarts since it was last healthy
 * @param revision changes with every state; an update names the one it has seen
 */
public record Run(
        long seq,
        String id,
        String startedBy,
        Instant created,
        RunPlan plan,
        RunState state,
        int attempt,
        int restarts,
        long revision) {

    public boolean isOn(String worker) {
        return worker.equals(state.workerOrNull());
    }

    Run in(RunState next) {
        return new Run(seq, id, startedBy, created, plan, next, attempt, restarts, revision + 1);
    }

    Run withAttempt(int nextAttempt, int nextRestarts) {
        return new Run(seq, id, startedBy, created, plan, state, nextAttempt, nextRestarts, revision);
    }
}
