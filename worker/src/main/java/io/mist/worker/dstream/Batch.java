package io.mist.worker.dstream;

import io.mist.worker.live.LiveBatch;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A batch of a run's streams: each thread that works on it does so as the run's code, with the batch's live values. */
record Batch(Scope scope, LiveBatch live) {

    <T extends @Nullable Object> T call(Callable<T> body) {
        return scope.call(() -> live.call(body));
    }
}
