package io.mist.server.door;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Waits of clients on a door that handles only so many requests at a time: beyond a part of them, a client gets what is
 * known at once, so that those that wait do not keep out the others. Safe for any thread.
 */
public final class Waits {

    private final Semaphore free;
    private final Map<CompletableFuture<Answer>, Answer> waiting = new ConcurrentHashMap<>();

    /** @param most at a time */
    public Waits(int most) {
        this.free = new Semaphore(most);
    }

    /** The later answer if the decision has one and there is room for the wait, else the one that is known. */
    public CompletionStage<Answer> until(Decision decision) {
        Supplier<CompletionStage<Answer>> wait = decision.later();
        if (wait == null || !free.tryAcquire()) {
            return CompletableFuture.completedFuture(decision.answer());
        }
        // A copy, so that the end of this wait does not complete the stage of the desk.
        CompletableFuture<Answer> later = begun(wait).toCompletableFuture().copy();
        waiting.put(later, decision.answer());
        return later.whenComplete((answer, error) -> {
            waiting.remove(later);
            free.release();
        });
    }

    private static CompletionStage<Answer> begun(Supplier<CompletionStage<Answer>> wait) {
        try {
            return wait.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The door closes: every wait ends with what is known. */
    public void endAll() {
        waiting.forEach(CompletableFuture::complete);
    }
}
