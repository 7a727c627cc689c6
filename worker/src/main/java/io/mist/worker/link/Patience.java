package io.mist.worker.link;

import io.mist.protocol.MistException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How long a server that is away is tried again. Confined to one thread, or guarded by its owner. */
final class Patience {

    private final Duration limit;
    private final String failure;
    private long began;
    private boolean isAway;

    /** @param failure what the server's absence prevents, for the message when the limit is reached */
    Patience(Duration limit, String failure) {
        this.limit = limit;
        this.failure = failure;
    }

    /** The server is away, from the first call of this after {@link #restore} on. */
    void lose() {
        if (!isAway) {
            isAway = true;
            began = System.nanoTime();
        }
    }

    /** The server is there. */
    void restore() {
        isAway = false;
    }

    /** @throws MistException of kind resources, code {@code server-away}, if the server has been away for too long */
    void require(@Nullable Throwable cause) {
        if (isAway && System.nanoTime() - began > limit.toNanos()) {
            MistException away = MistException.resources(
                    "server-away", failure + ": the server has been away for " + limit.toSeconds() + " s");
            throw cause == null ? away : away.causedBy(cause);
        }
    }

    /** Waits before the next attempt. */
    void pauseAfter(CallLost lost) throws InterruptedException {
        lose();
        require(lost);
        TimeUnit.MILLISECONDS.sleep(RetryPause.SHORTEST_MILLIS);
    }
}
