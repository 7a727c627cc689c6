package io.mist.server.live;

import io.mist.protocol.MistException;
import io.mist.server.gate.LiveView;
import io.mist.server.run.Runs;
import io.mist.server.run.Waiters;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Callers that wait until a version is applied, its run has ended or their time is over. Safe for any thread. */
public final class LiveWaits {

    private final LiveValues live;
    private final Waiters<LiveView> waiters;

    /** @param atMost the longest that anyone waits */
    public LiveWaits(Runs runs, LiveValues live, Duration atMost, Executor executor) {
        this.live = live;
        this.waiters = new Waiters<>(atMost, executor);
        live.onChange(view -> waiters.wake(view.run(), view));
        runs.onChange(run -> {
            if (run.state().hasEnded() && waiters.isAwaited(run.id())) {
                executor.execute(() -> waiters.wake(run.id(), live.view(run.id())));
            }
        });
    }

    /** @param version null for the current one; it must have been made */
    public CompletionStage<LiveView> await(String run, @Nullable Long version, Duration atMost) {
        LiveView now = live.view(run);
        long wanted = version == null ? now.version() : version;
        requireVersion(now, wanted);
        return await(run, wanted, atMost, () -> live.view(run));
    }

    private static void requireVersion(LiveView now, long version) {
        if (version < 1 || version > now.version()) {
            throw MistException.caller(
                    "unknown-version",
                    "version " + version + " of run " + now.run() + " (expected: 1 to " + now.version() + ")");
        }
    }

    /**
     * Waits for a version that is being made.
     *
     * @param first brings it on its way and returns the view then; called after the registration, so that no application is
     *     missed
     */
    CompletionStage<LiveView> await(String run, long version, Duration atMost, Supplier<LiveView> first) {
        return waiters.await(
                        run, view -> view.isApplied(version) || view.hasEnded(), atMost, first, () -> live.view(run))
                .thenApply(view -> view.accepting(version));
    }
}
