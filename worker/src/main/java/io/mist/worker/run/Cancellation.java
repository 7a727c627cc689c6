package io.mist.worker.run;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Ends a run in steps: its work is stopped; after the grace period its job and its thread are interrupted, and the
 * thread again until it ends. The server kills the worker if even that does not help.
 */
final class Cancellation {

    private final String run;
    private final Thread thread;
    private final Work work;

    /** What a run does, as far as it can be stopped. */
    interface Work {

        /** Stops queries and jobs; it may hang in a query whose function does not listen. */
        void stop();

        /** Stops streams that are DStreams, within the time that is left. */
        void stopStreams(Duration grace) throws InterruptedException;

        void interruptJob();
    }

    /** @param thread that the run works on */
    Cancellation(String run, Thread thread, Work work) {
        this.run = run;
        this.thread = thread;
        this.work = work;
    }

    void begin(long graceMillis) {
        startDaemon("cancel-", () -> end(graceMillis));
    }

    private Thread startDaemon(String name, Runnable task) {
        Thread started = new Thread(task, name + run);
        started.setDaemon(true);
        started.start();
        return started;
    }

    private void end(long graceMillis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(graceMillis);
        try {
            startDaemon("stop-", work::stop).join(Math.max(1, graceMillis));
            work.stopStreams(Duration.ofMillis(millisUntil(deadline)));
            work.interruptJob();
            thread.join(Math.max(1, millisUntil(deadline)));
            while (thread.isAlive()) {
                thread.interrupt();
                thread.join(1_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long millisUntil(long deadline) {
        return TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    }
}
