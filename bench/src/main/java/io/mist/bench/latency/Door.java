package io.mist.bench.latency;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** One way in and out. */
interface Door extends AutoCloseable {

    /** Calls back with every message that goes out from now on, on a thread of its own. */
    void listen(Consumer<String> message) throws Exception;

    /** Returns at once; the future is done when the event has been acknowledged. */
    CompletableFuture<?> push(String event);
}
