package io.mist.worker.run;

import java.util.concurrent.Semaphore;

/** Wakes a run's thread when something has happened that it looks after. A signal is never lost. Safe for any thread. */
final class RunSignal {

    private final Semaphore signals = new Semaphore(0);

    void raise() {
        signals.release();
    }

    /** Returns when a signal has been raised since the last return. */
    void await() throws InterruptedException {
        signals.acquire();
        signals.drainPermits();
    }
}
