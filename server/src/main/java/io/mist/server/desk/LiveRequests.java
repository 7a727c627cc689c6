package io.mist.server.desk;

import io.mist.server.gate.Caller;
import io.mist.server.gate.LiveRequest;
import io.mist.server.gate.LiveVersion;
import io.mist.server.gate.LiveView;
import io.mist.server.live.LiveChanges;
import io.mist.server.live.LiveValues;
import io.mist.server.live.LiveWaits;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Requests of callers about live values. Safe for any thread. */
public final class LiveRequests {

    private final ActiveRuns active;
    private final LiveValues live;
    private final LiveChanges changes;
    private final LiveWaits waits;
    private final Executor executor;

    public LiveRequests(ActiveRuns active, LiveValues live, LiveChanges changes, LiveWaits waits, Executor executor) {
        this.active = active;
        this.live = live;
        this.changes = changes;
        this.waits = waits;
        this.executor = executor;
    }

    LiveView view(LiveRequest.Target target) {
        return live.view(active.id(target));
    }

    CompletionStage<LiveView> change(LiveRequest request, Caller caller) {
        return changes.change(request, caller, active::id);
    }

    CompletionStage<LiveView> awaitApplied(LiveRequest.Target target, @Nullable Long version, Duration atMost) {
        return CompletableFuture.supplyAsync(() -> active.id(target), executor)
                .thenCompose(run -> waits.await(run, version, atMost));
    }

    LiveVersion.Page history(LiveRequest.Target target, int limit, @Nullable Long before) {
        return live.history(active.run(target), limit, before);
    }

    LiveVersion.Difference difference(LiveRequest.Target target, long from, @Nullable Long to) {
        return live.difference(active.run(target), from, to);
    }

    AutoCloseable onLive(Consumer<LiveView> listener) {
        return live.onChange(listener);
    }
}
