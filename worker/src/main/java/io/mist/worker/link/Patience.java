package io.mist.worker.link;

import io.mist.protocol.MistException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How often, and for how long, a server that is away is tried again. */
final class Patience {

    private static final long RETRY_MILLIS = 250;

    private final Duration limit;
    private final String what;
    private long began;
    private boolean waiting;

    /** @param what is to be brought to the server, for the message when it is over */
    Patience(Duration limit, String what) {
        this.limit = limit;
        this.what = what;
    }

    /** Waits before the next attempt. */
    void after(CallLost lost) throws InterruptedException {
        if (!waiting) {
            waiting = true;
            began = System.nanoTime();
        }
        if (System.nanoTime() - began > limit.toNanos()) {
            throw MistException.resources(
                            "server-away",
                            what + " was not taken: the server has been away for " + limit.toSeconds() + " s")
                    .causedBy(lost);
        }
        TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
    }

    /** The server is there. */
    void restore() {
        waiting = false;
    }
}
