package io.mist.server.door;

import io.mist.protocol.MistException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of all requests that are being served, on all doors: beyond a bound, requests are rejected before memory is
 * at risk. Safe for any thread.
 */
public final class PendingBodies {

    private final long most;
    private final AtomicLong held = new AtomicLong();

    /** @param most bytes of all requests together */
    public PendingBodies(long most) {
        this.most = most;
    }

    /** The bytes that one request holds. */
    public final class Share {

        private final AtomicLong bytes = new AtomicLong();

        /** @throws MistException of kind resources, code {@code busy}, if it does not fit; then nothing is held */
        public void add(long more) {
            bytes.addAndGet(more);
            if (held.addAndGet(more) > most && more > 0) {
                release();
                throw MistException.resources(
                        "busy",
                        "the requests that are being served have more than " + most
                                + " bytes together (mist.http.max-pending-bodies); try again later");
            }
        }

        public void release() {
            held.addAndGet(-bytes.getAndSet(0));
        }
    }

    public Share share() {
        return new Share();
    }

    long held() {
        return held.get();
    }
}
