package io.mist.server.desk;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.server.gate.RunView;
import io.mist.server.link.LiveSource;
import io.mist.server.run.Reason;
import io.mist.server.run.Run;
import io.mist.server.run.RunState;
import org.jspecify.annotations.Nullable;

/** Runs as callers see them. */
public final class RunViews {

    private final LiveSource live;

    public RunViews(LiveSource live) {
        this.live = live;
    }

    RunView view(Run run) {
        RunState state = run.state();
        Reason reason = null;
        JsonNode result = null;
        if (state instanceof RunState.Failed failed) {
            reason = failed.reason();
        } else if (state instanceof RunState.Cancelled cancelled) {
            reason = cancelled.reason();
        } else if (state instanceof RunState.Restarting restarting) {
            reason = restarting.reason();
        } else if (state instanceof RunState.Succeeded succeeded) {
            result = succeeded.result();
        }
        return new RunView(
                run.id(),
                run.plan().route(),
                run.plan().job(),
                run.plan().namespace(),
                state.name(),
                state.since(),
                run.created(),
                run.attempt(),
                run.plan().parameters(),
                run.plan().artifact(),
                run.startedBy(),
                result,
                reason == null
                        ? null
                        : new RunView.Reason(
                                reason.kind().wireName(), reason.code(), reason.message(), reason.problems()),
                liveOf(run));
    }

    private RunView.@Nullable Values liveOf(Run run) {
        if (!run.plan().contract().live().path("properties").fieldNames().hasNext()) {
            return null;
        }
        LiveSource.Values values = live.of(run.id());
        return new RunView.Values(
                values.version(), values.values().isEmpty() ? run.plan().live() : values.values());
    }
}
