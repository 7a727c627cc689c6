package io.mist.server.run;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Callers that wait until something of a run is as they want it, each within a bound. Safe for any thread. */
public final class Waiters<T> {

    private final Duration atMost;
    private final Executor executor;
    private final Map<String, Set<Waiter<T>>> byRun = new ConcurrentHashMap<>();

    private record Waiter<T>(Predicate<T> until, CompletableFuture<T> future) {}

    /**
     * @param atMost the longest that anyone waits
     * @param executor for the next steps of waiters, and for time-outs
     */
    public Waiters(Duration atMost, Executor executor) {
        this.atMost = atMost;
        this.executor = executor;
    }

    /**
     * Completes as soon as the predicate holds, at the latest at the end of the time with what there is then.
     *
     * @param first looks what there is, after the registration, so that nothing is missed; it may do more than look
     * @param last looks what there is at the end of the time
     */
    public CompletionStage<T> await(
            String run, Predicate<T> until, Duration wanted, Supplier<T> first, Supplier<T> last) {
        Duration bounded = wanted.compareTo(atMost) > 0 ? atMost : wanted;
        Waiter<T> waiter = new Waiter<>(until, new CompletableFuture<>());
        add(run, waiter);
        waiter.future.whenComplete((ignored, error) -> remove(run, waiter));
        try {
            T seen = first.get();
            if (until.test(seen) || bounded.isZero() || bounded.isNegative()) {
                waiter.future.complete(seen);
            }
        } catch (RuntimeException e) {
            waiter.future.completeExceptionally(e);
        }
        return waiter.future.isDone() ? waiter.future : limited(waiter.future, bounded, last);
    }

    private CompletionStage<T> limited(CompletableFuture<T> future, Duration bounded, Supplier<T> last) {
        CompletableFuture<Boolean> end = new CompletableFuture<Boolean>()
                .completeOnTimeout(true, Math.max(1, bounded.toMillis()), TimeUnit.MILLISECONDS);
        end.thenRunAsync(() -> look(future, last), executor);
        return future.whenComplete((ignored, error) -> end.cancel(false));
    }

    private static <T> void look(CompletableFuture<T> future, Supplier<T> last) {
        if (!future.isDone()) {
            try {
                future.complete(last.get());
            } catch (RuntimeException e) {
                future.completeExceptionally(e);
            }
        }
    }

    /** Whether anyone waits for a run. */
    public boolean isAwaited(String run) {
        return byRun.containsKey(run);
    }

    /** Completes the waits for this. */
    public void wake(String run, T news) {
        byRun.getOrDefault(run, Set.of()).forEach(waiter -> {
            if (waiter.until.test(news)) {
                waiter.future.completeAsync(() -> news, executor);
            }
        });
    }

    private void add(String run, Waiter<T> waiter) {
        byRun.compute(run, (id, known) -> {
            Set<Waiter<T>> waiters = known == null ? ConcurrentHashMap.newKeySet() : known;
            waiters.add(waiter);
            return waiters;
        });
    }

    private void remove(String run, Waiter<T> waiter) {
        byRun.computeIfPresent(run, (id, waiters) -> {
            waiters.remove(waiter);
            return waiters.isEmpty() ? null : waiters;
        });
    }
}
