package io.mist.worker.dstream;

import io.mist.protocol.MistException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Spark takes one streaming context in a JVM at a time: who has it, and how long others wait for it. */
final class StreamingTurn {

    private @Nullable String holder;

    /**
     * Returns when it is the run's turn.
     *
     * @throws MistException of kind resources, code {@code streaming-context-taken}, if another run keeps it for too long
     */
    synchronized void take(String run, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (holder != null && !holder.equals(run)) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw MistException.resources(
                        "streaming-context-taken",
                        "the worker hosts the streaming context of run " + holder + ", and Spark takes one at a time"
                                + " (waited " + patience.toMillis()
                                + " ms). Cancel that run, let each run have a worker"
                                + " of its own (worker-mode = exclusive of the context), or wait for longer"
                                + " (streaming-context-wait)");
            }
            wait(left);
        }
        holder = run;
    }

    synchronized void leave(String run) {
        if (run.equals(holder)) {
            holder = null;
            notifyAll();
        }
    }
}
