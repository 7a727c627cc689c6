package io.mist.server.desk;

import io.mist.server.context.ContextStatus;
import io.mist.server.context.Dispatcher;
import io.mist.server.gate.ContextView;
import io.mist.server.gate.StatusView;
import io.mist.server.gate.WorkerView;
import io.mist.server.route.RouterFile;
import io.mist.server.route.Routes;
import io.mist.server.run.Runs;
import io.mist.server.worker.WorkerStatus;
import java.time.Instant;
import java.util.List;

/** The server, its contexts and its workers as operators see them. */
public final class Overview {

    private final Dispatcher dispatcher;
    private final RouterFile router;
    private final Routes routes;
    private final Runs runs;
    private final String version;
    private final Instant started;

    public Overview(
            Dispatcher dispatcher, RouterFile router, Routes routes, Runs runs, String version, Instant started) {
        this.dispatcher = dispatcher;
        this.router = router;
        this.routes = routes;
        this.runs = runs;
        this.version = version;
        this.started = started;
    }

    StatusView status() {
        return new StatusView(
                version,
                started,
                new StatusView.Router(
                        router.file().toString(),
                        router.loadedAt().orElse(null),
                        router.current().size(),
                        router.problems()),
                routes.brokenContracts(),
                runs.countByState());
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
