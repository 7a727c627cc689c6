package io.mist.server.door;

import io.mist.server.gate.Desk;
import io.mist.server.gate.LiveRequest;
import io.mist.server.gate.LiveView;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepted live changes whose senders want to know when they are applied, on a door that handles only so many requests at
 * a time: beyond a part of them, senders get what is known at once, so that who waits does not keep out who does not. Safe
 * for any thread.
 */
public final class AppliedWaits {

    private static final Logger LOG = LoggerFactory.getLogger(AppliedWaits.class);

    private final Desk desk;
    private final Semaphore free;
    private final Map<CompletableFuture<LiveView>, LiveView> waiting = new ConcurrentHashMap<>();

    /** @param most may wait at a time */
    public AppliedWaits(Desk desk, int most) {
        this.desk = desk;
        this.free = new Semaphore(most);
    }

    /** The view when the change is applied, its run has ended or the time is over. */
    public CompletionStage<LiveView> until(LiveView accepted, Duration atMost) {
        if (accepted.hasTakenEffect() || accepted.hasEnded() || !free.tryAcquire()) {
            return CompletableFuture.completedFuture(accepted);
        }
        // Copied, as to complete it must not complete what the desk waits for.
        CompletableFuture<LiveView> told = waited(accepted, atMost)
                .exceptionally(error -> asAccepted(accepted, error))
                .toCompletableFuture()
                .copy();
        waiting.put(told, accepted);
        return told.whenComplete((view, error) -> {
            waiting.remove(told);
            free.release();
        });
    }

    private CompletionStage<LiveView> waited(LiveView accepted, Duration atMost) {
        try {
            return desk.awaitApplied(LiveRequest.Target.run(accepted.run()), accepted.wanted(), atMost);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The change is durable; that it cannot be looked at just now must not look like a refusal. */
    private static LiveView asAccepted(LiveView accepted, Throwable error) {
        LOG.warn("the answer to a live change of run {} may be older than its state", accepted.run(), error);
        return accepted;
    }

    /** The door closes: everybody gets what is known. */
    public void endAll() {
        waiting.forEach(CompletableFuture::complete);
    }
}
