package io.mist.server;

import io.mist.server.context.ContextStatus;
import io.mist.server.context.Dispatcher;
import io.mist.server.gate.ContextView;
import io.mist.server.gate.WorkerView;
import io.mist.server.worker.WorkerStatus;
import java.util.List;

/** Contexts and workers as clients see them. */
final class Overview {

    private final Dispatcher dispatcher;

    Overview(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    List<ContextView> contexts() {
        return dispatcher.contexts().stream().map(Overview::view).toList();
    }

    private static ContextView view(ContextStatus context) {
        return new ContextView(context.name(), context.maxParallelRuns(), context.running(), context.queued());
    }

    List<WorkerView> workers() {
        return dispatcher.workers().stream().map(Overview::view).toList();
    }

    private static WorkerView view(Dispatcher.HostedRuns hosted) {
        WorkerStatus worker = hosted.worker();
        return new WorkerView(
                worker.id(),
                worker.context(),
                worker.state().wireName(),
                worker.pid(),
                worker.sparkVersion().orElse(null),
                worker.webUi().orElse(null),
                hosted.runs(),
                worker.started(),
                worker.log().toString());
    }
}
