package io.mist.server.context;

import static org.awaitility.Awaitility.await;

import io.mist.server.config.ConfigReader;
import io.mist.server.config.ServerConfig;
import io.mist.server.link.FakeWorker;
import io.mist.server.link.LiveSource;
import io.mist.server.run.ManualClock;
import io.mist.server.run.Run;
import io.mist.server.run.RunPlan;
import io.mist.server.run.RunState;
import io.mist.server.run.Runs;
import io.mist.server.run.SampleRuns;
import io.mist.server.store.Database;
import io.mist.server.store.TestDatabase;
import io.mist.server.worker.FakeLauncher;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A dispatcher on a real database, with processes that only live and workers that the test speaks for. */
abstract class DispatcherFixture {

    /** For tests that move the clock by minutes while their worker says nothing. */
    static final Map<String, String> PATIENT = Map.of(
            "mist.workers.heartbeat", "10 minutes",
            "mist.workers.reconnect-window", "1 day");

    private static final Path WORK = Path.of("/runs");

    // Started processes are compared with the machine's clock, so ours begins there.
    final ManualClock clock = new ManualClock(Instant.now());
    private final Database database = TestDatabase.empty();
    final Runs runs = new Runs(database.jdbi(), clock);
    final FakeLauncher launcher = new FakeLauncher();

    @TempDir
    private Path directory;

    Dispatcher dispatcher;

    @BeforeAll
    static void patience() {
        Awaitility.setDefaultTimeout(30, TimeUnit.SECONDS);
        Awaitility.setDefaultPollInterval(10, TimeUnit.MILLISECONDS);
    }

    @BeforeEach
    void open() {
        start(Map.of());
    }

    /** A server with these settings; on the same database it is the next one. */
    void start(Map<String, String> settings) {
        if (dispatcher != null) {
            dispatcher.close();
        }
        Map<String, String> all = new java.util.HashMap<>(Map.of(
                "mist.data-dir", directory.toString(),
                "mist.context-defaults.max-parallel-runs", "2",
                "mist.workers.heartbeat", "1 second",
                "mist.workers.reconnect-window", "1 minute"));
        all.putAll(settings);
        ServerConfig config = ConfigReader.read(null, all);
        dispatcher = TestDispatcher.of(
                config,
                runs,
                run -> new LiveSource.Values(4, SampleRuns.object("{\"filter\":\"warn\"}")),
                database.jdbi(),
                launcher,
                WORK);
        dispatcher.start();
    }

    @AfterEach
    void close() {
        dispatcher.close();
        launcher.close();
        database.close();
    }

    Run submitted(RunPlan plan) {
        Run run = runs.create(plan, "test", null).run();
        dispatcher.submit(run);
        return run;
    }

    RunState state(Run run) {
        return runs.require(run.id()).state();
    }

    <S extends RunState> S awaitState(Run run, Class<S> state) {
        await(state.getSimpleName()).until(() -> state.isInstance(state(run)));
        return state.cast(state(run));
    }

    /** The worker of a run that has been submitted, dialled in. */
    FakeWorker workerOf(Run run) {
        RunState.Starting starting = awaitState(run, RunState.Starting.class);
        return FakeWorker.dials(dispatcher, starting.worker());
    }

    FakeWorker running(Run run) {
        FakeWorker worker = workerOf(run);
        worker.runs(worker.awaitStart(run.id(), 1));
        awaitState(run, RunState.Running.class);
        return worker;
    }

    List<String> workerStates() {
        return dispatcher.workers().stream()
                .map(hosted -> hosted.worker().state().wireName())
                .toList();
    }
}
