package io.mist.server.desk;

import io.mist.protocol.MistException;
import io.mist.server.context.Dispatcher;
import io.mist.server.gate.Caller;
import io.mist.server.gate.Desk;
import io.mist.server.gate.RunLog;
import io.mist.server.gate.RunView;
import io.mist.server.run.Run;
import io.mist.server.run.RunLogs;
import io.mist.server.run.RunWaits;
import io.mist.server.run.Runs;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Requests of callers about runs. Safe for any thread. */
public final class RunRequests {

    private static final int MAX_PAGE = 500;
    private static final Set<String> STATES =
            Set.of("QUEUED", "STARTING", "RUNNING", "RESTARTING", "CANCELLING", "SUCCEEDED", "FAILED", "CANCELLED");

    private final Runs runs;
    private final ActiveRuns active;
    private final Dispatcher dispatcher;
    private final RunWaits waits;
    private final RunLogs logs;
    private final RunViews views;

    public RunRequests(
            Runs runs, ActiveRuns active, Dispatcher dispatcher, RunWaits waits, RunLogs logs, RunViews views) {
        this.runs = runs;
        this.active = active;
        this.dispatcher = dispatcher;
        this.waits = waits;
        this.logs = logs;
        this.views = views;
    }

    RunView run(String id) {
        return views.view(runs.require(id));
    }

    Desk.RunPage runs(@Nullable String route, @Nullable String state, int limit, @Nullable String after) {
        if (state != null && !STATES.contains(state)) {
            throw MistException.caller(
                    "invalid-query",
                    "state: '" + state + "' (expected: one of " + String.join(", ", new TreeSet<>(STATES)) + ")");
        }
        if (limit < 1 || limit > MAX_PAGE) {
            throw MistException.caller("invalid-query", "limit: " + limit + " (expected: 1 to " + MAX_PAGE + ")");
        }
        long before = after == null ? Long.MAX_VALUE : runs.require(after).seq();
        List<Run> page = runs.page(route, state, before, limit + 1);
        boolean more = page.size() > limit;
        List<RunView> shown = page.stream().limit(limit).map(views::view).toList();
        return new Desk.RunPage(shown, more ? shown.get(shown.size() - 1).id() : null);
    }

    CompletionStage<RunView> await(String id, Desk.Until until, Duration atMost) {
        return waits.await(id, until, atMost).thenApply(views::view);
    }

    RunView cancel(String id, Caller caller) {
        runs.require(id);
        return views.view(dispatcher.cancel(id, caller.text()));
    }

    RunView activeRun(String route) {
        return views.view(active.of(route));
    }

    RunLog log(String run) {
        runs.require(run);
        return logs.of(run);
    }

    AutoCloseable onRun(Consumer<RunView> listener) {
        return runs.onChange(run -> listener.accept(views.view(run)));
    }
}
