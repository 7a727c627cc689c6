package io.mist.server.link;

import io.mist.protocol.wire.Hello;
import io.mist.protocol.wire.RunEnded;
import io.mist.protocol.wire.RunRef;
import io.mist.protocol.wire.ToWorker;
import java.util.function.Consumer;

/** Reports of workers on their control streams. Methods but {@link #admits} return at once; safe for any thread. */
public interface WorkerListener {

    /** Whether a worker was started with this token. */
    boolean admits(String worker, String token);

    /** A worker has dialled, for the first time or again. */
    void connected(String worker, Hello hello, Consumer<ToWorker> stream);

    /** Something has come on a worker's stream. */
    void heard(String worker, Consumer<ToWorker> stream);

    void disconnected(String worker, Consumer<ToWorker> stream);

    void running(String worker, RunRef ref);

    void ended(String worker, RunEnded end);
}
