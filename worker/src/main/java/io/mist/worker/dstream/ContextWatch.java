package io.mist.worker.dstream;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.spark.streaming.StreamingContext;
import org.jspecify.annotations.Nullable;

/** Follows one streaming context from its start to its end, on a thread of its own. Safe for any thread. */
final class ContextWatch {

    private final StreamingContext context;
    private final Runnable listener;
    private final Thread thread;
    /** Completed when the context has ended, or a batch has failed. */
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    private volatile boolean stopping;

    /** @param listener called at its end */
    ContextWatch(String run, StreamingContext context, Runnable listener) {
        this.context = context;
        this.listener = listener;
        this.thread = new Thread(this::watch, "watch-streaming-" + run);
        this.thread.setDaemon(true);
    }

    void begin() {
        thread.start();
    }

    StreamingContext context() {
        return context;
    }

    private void watch() {
        try {
            context.awaitTermination();
            endUnlessStopping(null);
        } catch (Throwable e) {
            // Scala declares none: what has failed a batch, or an interrupt when the run ends.
            endUnlessStopping(e);
        }
    }

    private void endUnlessStopping(@Nullable Throwable failure) {
        if (!stopping) {
            end(failure);
        }
    }

    private void end(@Nullable Throwable failure) {
        boolean isFirst = failure == null ? end.complete(null) : end.completeExceptionally(failure);
        if (isFirst) {
            listener.run();
        }
    }

    /** From now on no failure counts, and the end is that of the stop. */
    void stopping() {
        stopping = true;
    }

    void stopped() {
        end(null);
    }

    /** The context is gone, whatever this has seen of it. */
    void close() {
        thread.interrupt();
    }

    /** @throws Exception what has failed a batch, unless the context is being stopped */
    boolean isActive() throws Exception {
        if (!end.isDone()) {
            return true;
        }
        awaitEnd();
        return false;
    }

    /** @throws Exception what has failed a batch, unless the context is being stopped */
    void awaitEnd() throws Exception {
        try {
            end.get();
        } catch (ExecutionException e) {
            if (!stopping) {
                rethrow(e.getCause());
            }
        }
    }

    private static void rethrow(@Nullable Throwable failure) throws Exception {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof Exception exception) {
            throw exception;
        }
    }
}
