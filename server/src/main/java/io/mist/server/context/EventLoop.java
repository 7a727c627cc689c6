package io.mist.server.context;

import io.mist.protocol.MistException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that runs its tasks in turn, and ticks while something depends on time. */
final class EventLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration CALL_WAIT = Duration.ofSeconds(30);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

    private final ScheduledExecutorService thread;
    private final Runnable tick;
    private final BooleanSupplier isTickNeeded;
    private @Nullable ScheduledFuture<?> ticking;

    /** @param isTickNeeded asked on the thread after each task; a server without workers sleeps */
    EventLoop(String name, Runnable tick, BooleanSupplier isTickNeeded) {
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, name));
        this.tick = tick;
        this.isTickNeeded = isTickNeeded;
    }

    /** Does nothing after the end. */
    void post(Runnable task) {
        if (!thread.isShutdown()) {
            thread.execute(() -> attempt(task));
        }
    }

    /**
     * Waits for the answer.
     *
     * @throws MistException of kind resources, code {@code busy}, if the loop has ended or is slow
     */
    <T> T call(Callable<T> task) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            thread.execute(() -> {
                answer(task, answer);
                tickWhileNeeded();
            });
            return answer.get(CALL_WAIT.toSeconds(), TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            throw busy("the server is stopping", e);
        } catch (TimeoutException e) {
            throw busy("the dispatcher did not answer within " + CALL_WAIT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy("interrupted while waiting for the dispatcher", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }

    private static <T> void answer(Callable<T> task, CompletableFuture<T> answer) {
        try {
            answer.complete(task.call());
        } catch (Exception e) {
            answer.completeExceptionally(e);
        }
    }

    private static MistException busy(String message, Exception cause) {
        return MistException.resources("busy", message).causedBy(cause);
    }

    private void attempt(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("A task of the dispatcher failed", e);
        }
        tickWhileNeeded();
    }

    private void tickWhileNeeded() {
        boolean isNeeded = isTickNeeded.getAsBoolean();
        if (isNeeded && ticking == null) {
            ticking = startTicking();
        } else if (!isNeeded && ticking != null) {
            ticking.cancel(false);
            ticking = null;
        }
    }

    private @Nullable ScheduledFuture<?> startTicking() {
        try {
            return thread.scheduleWithFixedDelay(
                    () -> attempt(tick), TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("The dispatcher is closing", e);
            return null;
        }
    }

    boolean isClosed() {
        return thread.isShutdown();
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_WAIT.toSeconds(), TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
