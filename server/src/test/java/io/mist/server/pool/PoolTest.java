package io.mist.server.pool;

import static io.mist.server.pool.FakeWorker.ref;
import static io.mist.server.run.SampleRuns.aBatchPlan;
import static io.mist.server.run.SampleRuns.aStreamPlan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.protocol.JobKind;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.wire.RunRef;
import io.mist.protocol.wire.ToWorker;
import io.mist.server.config.ConfigReader;
import io.mist.server.config.ServerConfig;
import io.mist.server.gate.ContextView;
import io.mist.server.gate.WorkerView;
import io.mist.server.run.ManualClock;
import io.mist.server.run.Run;
import io.mist.server.run.RunPlan;
import io.mist.server.run.RunState;
import io.mist.server.run.Runs;
import io.mist.server.run.SampleRuns;
import io.mist.server.store.Database;
import io.mist.server.store.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoolTest {

    /** For tests that move the clock by minutes while their worker says nothing. */
    private static final Map<String, String> PATIENT = Map.of(
            "mist.workers.heartbeat", "10 minutes",
            "mist.workers.reconnect-window", "1 day");

    private static final Path WORK = Path.of("/runs");

    // Started processes are compared with the machine's clock, so ours begins there.
    private final ManualClock clock = new ManualClock(Instant.now());
    private final Database database = TestDatabase.empty();
    private final Runs runs = new Runs(database.jdbi(), clock);
    private final FakeLauncher launcher = new FakeLauncher();

    @TempDir
    private Path directory;

    private ServerConfig config;
    private Pool pool;

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
    private void start(Map<String, String> settings) {
        if (pool != null) {
            pool.close();
        }
        Map<String, String> all = new java.util.HashMap<>(Map.of(
                "mist.data-dir", directory.toString(),
                "mist.context-defaults.max-parallel-runs", "2",
                "mist.workers.heartbeat", "1 second",
                "mist.workers.reconnect-window", "1 minute"));
        all.putAll(settings);
        config = ConfigReader.read(null, all);
        pool = new Pool(
                config,
                runs,
                run -> new Pool.LiveSource.Values(4, SampleRuns.object("{\"filter\":\"warn\"}")),
                database.jdbi(),
                launcher,
                WORK);
        pool.start();
    }

    @AfterEach
    void close() {
        pool.close();
        launcher.close();
        database.close();
    }

    private Run submitted(RunPlan plan) {
        Run run = runs.create(plan, "test", null).run();
        pool.submit(run);
        return run;
    }

    private RunState state(Run run) {
        return runs.require(run.id()).state();
    }

    private <S extends RunState> S awaitState(Run run, Class<S> state) {
        await(state.getSimpleName()).until(() -> state.isInstance(state(run)));
        return state.cast(state(run));
    }

    /** The worker of a run that has been submitted, dialled in. */
    private FakeWorker workerOf(Run run) {
        RunState.Starting starting = awaitState(run, RunState.Starting.class);
        return FakeWorker.dials(pool, starting.worker());
    }

    private FakeWorker running(Run run) {
        FakeWorker worker = workerOf(run);
        worker.runs(worker.awaitStart(run.id(), 1));
        awaitState(run, RunState.Running.class);
        return worker;
    }

    // ---- starting

    @Test
    void aRunGoesToItsWorkerWithAllItNeedsAndToItsEnd() {
        Run run = submitted(aBatchPlan());
        FakeWorker worker = workerOf(run);
        RunRef ref = worker.awaitStart(run.id(), 1);

        var start = worker.starts().findFirst().orElseThrow();
        assertThat(start.getRoute()).isEqualTo("word-count");
        assertThat(start.getArtifactPath()).isEqualTo("/artifacts/0/sample.jar");
        assertThat(start.getClassName()).isEqualTo("io.mist.examples.Sample");
        assertThat(Json.parse(start.getParameters())).isEqualTo(aBatchPlan().parameters());
        assertThat(Json.parse(start.getLive())).isEqualTo(Json.parse("{\"filter\":\"warn\"}"));
        assertThat(start.getLiveVersion()).isEqualTo(4);
        assertThat(start.getDirectory()).isEqualTo("/runs/" + run.id());

        worker.runs(ref);
        awaitState(run, RunState.Running.class);
        worker.ends(ref, "[1.10]");

        JsonNode result = awaitState(run, RunState.Succeeded.class).result();
        assertThat(result).hasToString("[1.10]");
        await().until(() -> worker.received().stream()
                .anyMatch(m -> m.hasEndedStored() && m.getEndedStored().getRef().equals(ref)));
    }

    @Test
    void aWorkerIsWelcomedWithTheHeartbeatOfTheSettings() {
        FakeWorker worker = workerOf(submitted(aBatchPlan()));

        await().until(() -> !worker.received().isEmpty());
        assertThat(worker.received().get(0).getWelcome().getHeartbeatSeconds()).isEqualTo(1);
    }

    @Test
    void runsOfOneContextShareAWorkerAndContextsDoNot() {
        Run a = submitted(aBatchPlan());
        Run b = submitted(aStreamPlan());
        Run c = submitted(SampleRuns.plan("other", "elsewhere", JobKind.BATCH, SampleRuns.THREE_RESTARTS));

        assertThat(awaitState(a, RunState.Starting.class).worker())
                .isEqualTo(awaitState(b, RunState.Starting.class).worker())
                .isNotEqualTo(awaitState(c, RunState.Starting.class).worker());
        assertThat(launcher.launched()).extracting(WorkerSpec::context).containsExactly("default", "elsewhere");
    }

    @Test
    void onlyTheTokenThatAWorkerWasStartedWithLetsItIn() {
        submitted(aBatchPlan());
        await().until(() -> !launcher.launched().isEmpty());
        WorkerSpec spec = launcher.last();

        assertThat(pool.isWorker(spec.id(), spec.token())).isTrue();
        assertThat(pool.isWorker(spec.id(), spec.token() + "x")).isFalse();
        assertThat(pool.isWorker(spec.id(), "")).isFalse();
        assertThat(pool.isWorker("another", spec.token())).isFalse();
    }

    @Test
    void moreRunsThanMayRunAtOnceWaitInTheirOrder() {
        List<Run> submitted =
                IntStream.range(0, 4).mapToObj(i -> submitted(aBatchPlan())).toList();
        FakeWorker worker = workerOf(submitted.get(0));
        RunRef first = worker.awaitStart(submitted.get(0).id(), 1);
        awaitState(submitted.get(1), RunState.Starting.class);
        assertThat(state(submitted.get(2))).isInstanceOf(RunState.Queued.class);

        worker.ends(first, "1");

        awaitState(submitted.get(2), RunState.Starting.class);
        assertThat(state(submitted.get(3))).isInstanceOf(RunState.Queued.class);
        assertThat(pool.contexts()).contains(new ContextView("default", 2, 2, 1));
    }

    @Test
    void aFullQueueRefusesAndNamesTheSetting() {
        start(Map.of("mist.context-defaults.max-queued-runs", "1"));
        pool.requireRoom("default");
        submitted(aBatchPlan());
        submitted(aBatchPlan());
        pool.requireRoom("default");
        submitted(aBatchPlan());

        assertThatThrownBy(() -> pool.requireRoom("default"))
                .isInstanceOfSatisfying(
                        MistException.class, e -> assertThat(e.code()).isEqualTo("queue-full"))
                .hasMessageContaining("1 runs waiting (at most 1, max-queued-runs)");
        pool.requireRoom("elsewhere");
    }

    @Test
    void aQueueOfNoneTakesRunsThatNeedNotWait() {
        start(Map.of("mist.context-defaults.max-queued-runs", "0"));
        pool.requireRoom("default");
        submitted(aBatchPlan());
        pool.requireRoom("default");
        submitted(aBatchPlan());

        assertThatThrownBy(() -> pool.requireRoom("default")).isInstanceOf(MistException.class);
    }

    @Test
    void whatCannotBeLaunchedFailsItsRunAndTheNextOneIsTried() {
        launcher.fail(FakeLauncher.noSpark());
        Run first = submitted(aBatchPlan());
        assertThat(awaitState(first, RunState.Failed.class).reason().code()).isEqualTo("spark-not-found");

        launcher.work();
        awaitState(submitted(aBatchPlan()), RunState.Starting.class);
    }

    @Test
    void aDefectOfTheLauncherFailsTheRunAndNotTheContext() {
        launcher.fail(new IllegalStateException("a defect"));
        Run first = submitted(aBatchPlan());
        Run second = submitted(aBatchPlan());
        Run third = submitted(aBatchPlan());

        for (Run run : List.of(first, second, third)) {
            assertThat(awaitState(run, RunState.Failed.class).reason().kind().wireName())
                    .isEqualTo("internal");
        }
        assertThat(pool.contexts()).contains(new ContextView("default", 2, 0, 0));
    }

    @Test
    void aWorkerThatIsNotReadyInTimeIsKilledAndTheSettingNamed() {
        Run run = submitted(aBatchPlan());
        awaitState(run, RunState.Starting.class);

        clock.advance(Duration.ofSeconds(61));

        var failed = awaitState(run, RunState.Failed.class);
        assertThat(failed.reason().kind().wireName()).isEqualTo("resources");
        assertThat(failed.reason().message()).contains("not ready within 60 s (worker-start-timeout)");
        await().until(() -> !launcher.lastProcess().isAlive());
        assertThat(pool.workers()).isEmpty();
    }

    @Test
    void aWorkerThatCannotStartSaysWhyInTheReason() {
        launcher.startBroken("MIST-WORKER-FAILED Master must start with yarn or spark");
        Run run = submitted(aStreamPlan());

        var failed = awaitState(run, RunState.Failed.class);
        assertThat(failed.reason().code()).isEqualTo("worker-failed");
        assertThat(failed.reason().message())
                .contains("it ended with exit code 7: Master must start with yarn or spark (log: ");
    }

    // ---- ends that nobody wanted

    @Test
    void theDeathOfAWorkerFailsItsBatchesAndRestartsItsStreams() {
        Run batch = submitted(aBatchPlan());
        Run stream = submitted(aStreamPlan());
        FakeWorker worker = running(batch);
        worker.runs(worker.awaitStart(stream.id(), 1));
        awaitState(stream, RunState.Running.class);

        launcher.lastProcess().destroyForcibly();

        assertThat(awaitState(batch, RunState.Failed.class).reason().code()).isEqualTo("worker-lost");
        var restarting = awaitState(stream, RunState.Restarting.class);
        assertThat(restarting.reason().code()).isEqualTo("worker-lost");
        assertThat(Duration.between(restarting.since(), restarting.notBefore())).isEqualTo(Duration.ofSeconds(1));

        clock.advance(Duration.ofSeconds(2));
        await().until(() -> launcher.launched().size() == 2);
        FakeWorker next = FakeWorker.dials(pool, launcher.last().id());
        next.awaitStart(stream.id(), 2);
    }

    @Test
    void aStreamThatFailsIsRestartedWithGrowingPausesUntilItsBudgetIsSpent() {
        start(PATIENT);
        Run run = submitted(aStreamPlan());
        FakeWorker worker = workerOf(run);

        for (int attempt = 1; attempt <= 3; attempt++) {
            worker.runs(worker.awaitStart(run.id(), attempt));
            awaitState(run, RunState.Running.class);
            worker.fails(ref(run.id(), attempt), true);
            var restarting = awaitState(run, RunState.Restarting.class);
            assertThat(Duration.between(restarting.since(), restarting.notBefore()))
                    .isEqualTo(Duration.ofSeconds(List.of(1, 2, 3).get(attempt - 1)));
            clock.advance(Duration.ofSeconds(4));
        }
        worker.runs(worker.awaitStart(run.id(), 4));
        awaitState(run, RunState.Running.class);
        worker.fails(ref(run.id(), 4), true);

        assertThat(awaitState(run, RunState.Failed.class).reason().message())
                .isEqualTo("no such file (after 3 restarts)");
    }

    @Test
    void aHealthyTimeGivesTheWholeBudgetBack() {
        start(PATIENT);
        Run run = submitted(SampleRuns.plan(
                "s",
                "default",
                JobKind.STREAM,
                new RunPlan.Restart(1, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMinutes(10))));
        FakeWorker worker = workerOf(run);

        for (int attempt = 1; attempt <= 3; attempt++) {
            worker.runs(worker.awaitStart(run.id(), attempt));
            awaitState(run, RunState.Running.class);
            clock.advance(Duration.ofMinutes(11));
            worker.fails(ref(run.id(), attempt), true);
            awaitState(run, RunState.Restarting.class);
            clock.advance(Duration.ofSeconds(2));
        }
        worker.runs(worker.awaitStart(run.id(), 4));
        awaitState(run, RunState.Running.class);
        worker.fails(ref(run.id(), 4), true);

        assertThat(awaitState(run, RunState.Failed.class).reason().message()).contains("after 1 restarts");
    }

    @Test
    void aBatchAndAStreamThatNeverRanAreNotRestarted() {
        Run batch = submitted(aBatchPlan());
        Run stream = submitted(aStreamPlan());
        FakeWorker worker = workerOf(batch);

        worker.fails(worker.awaitStart(batch.id(), 1), true);
        worker.fails(worker.awaitStart(stream.id(), 1), false);

        awaitState(batch, RunState.Failed.class);
        awaitState(stream, RunState.Failed.class);
    }

    @Test
    void aRestartThatCannotBeLaunchedMakesRoomForTheNextRun() {
        start(Map.of("mist.context-defaults.max-parallel-runs", "1"));
        Run stream = submitted(aStreamPlan());
        running(stream);
        Run waiting = submitted(aBatchPlan());
        launcher.lastProcess().destroyForcibly();
        awaitState(stream, RunState.Restarting.class);

        launcher.fail(FakeLauncher.noSpark());
        clock.advance(Duration.ofSeconds(2));

        assertThat(awaitState(stream, RunState.Failed.class).reason().code()).isEqualTo("spark-not-found");
        assertThat(awaitState(waiting, RunState.Failed.class).reason().code()).isEqualTo("spark-not-found");
    }

    @Test
    void newsOfAnEarlierAttemptOrAnotherWorkerChangesNothing() {
        Run run = submitted(aStreamPlan());
        FakeWorker worker = running(run);
        worker.fails(ref(run.id(), 1), true);
        awaitState(run, RunState.Restarting.class);
        clock.advance(Duration.ofSeconds(2));
        worker.runs(worker.awaitStart(run.id(), 2));
        awaitState(run, RunState.Running.class);

        worker.ends(ref(run.id(), 1), "null");
        pool.ended(
                "another",
                io.mist.protocol.wire.RunEnded.newBuilder()
                        .setRef(ref(run.id(), 2))
                        .setCancelled(true)
                        .build());
        pool.contexts();

        assertThat(state(run)).isInstanceOf(RunState.Running.class);
    }

    // ---- cancelling: it always ends

    @Test
    void aQueuedRunIsCancelledAtOnceAndLeavesTheQueue() {
        submitted(aBatchPlan());
        submitted(aBatchPlan());
        Run waiting = submitted(aBatchPlan());

        Run cancelled = pool.cancel(waiting.id(), "http:ada");

        assertThat(((RunState.Cancelled) cancelled.state()).reason().message()).isEqualTo("cancelled by http:ada");
        assertThat(pool.contexts()).contains(new ContextView("default", 2, 2, 0));
    }

    @Test
    void aRunWhoseWorkerIsStillStartingIsCancelledAtOnceAndNeverSent() {
        Run run = submitted(aBatchPlan());
        String id = awaitState(run, RunState.Starting.class).worker();

        assertThat(pool.cancel(run.id(), "test").state()).isInstanceOf(RunState.Cancelled.class);

        FakeWorker worker = FakeWorker.dials(pool, id);
        pool.contexts();
        assertThat(worker.starts()).isEmpty();
    }

    @Test
    void aRunningRunIsAskedToStopAndEnds() {
        Run run = submitted(aStreamPlan());
        FakeWorker worker = running(run);

        assertThat(pool.cancel(run.id(), "test").state()).isInstanceOf(RunState.Cancelling.class);
        assertThat(pool.cancel(run.id(), "test").state()).isInstanceOf(RunState.Cancelling.class);
        worker.awaitCancel(ref(run.id(), 1));
        worker.endsCancelled(ref(run.id(), 1));

        awaitState(run, RunState.Cancelled.class);
        assertThat(launcher.lastProcess().isAlive()).isTrue();
    }

    @Test
    void aRunThatFailsWhileItIsCancelledIsCancelledAndOneThatSucceedsHasSucceeded() {
        Run stream = submitted(aStreamPlan());
        FakeWorker worker = running(stream);
        Run batch = submitted(aBatchPlan());
        worker.runs(worker.awaitStart(batch.id(), 1));
        awaitState(batch, RunState.Running.class);
        pool.cancel(stream.id(), "test");
        pool.cancel(batch.id(), "test");

        worker.fails(ref(stream.id(), 1), true);
        worker.ends(ref(batch.id(), 1), "1");

        awaitState(stream, RunState.Cancelled.class);
        awaitState(batch, RunState.Succeeded.class);
    }

    @Test
    void aRunThatDoesNotStopIsEndedWithItsWorkerAtTheDeadline() {
        Run run = submitted(aStreamPlan());
        running(run);
        pool.cancel(run.id(), "test");

        clock.advance(Duration.ofSeconds(11));

        awaitState(run, RunState.Cancelled.class);
        await().until(() -> !launcher.lastProcess().isAlive());
    }

    @Test
    void aRunOnASilentWorkerIsCancelledAtTheDeadlineToo() {
        Run run = submitted(aStreamPlan());
        running(run).hangsUp();

        assertThat(pool.cancel(run.id(), "test").state()).isInstanceOf(RunState.Cancelling.class);
        clock.advance(Duration.ofSeconds(11));

        awaitState(run, RunState.Cancelled.class);
    }

    @Test
    void aRunThatWaitsForItsRestartIsCancelledAtOnce() {
        Run run = submitted(aStreamPlan());
        running(run).fails(ref(run.id(), 1), true);
        awaitState(run, RunState.Restarting.class);

        assertThat(pool.cancel(run.id(), "test").state()).isInstanceOf(RunState.Cancelled.class);

        clock.advance(Duration.ofSeconds(5));
        Run next = submitted(aBatchPlan());
        awaitState(next, RunState.Starting.class);
        assertThat(state(run)).isInstanceOf(RunState.Cancelled.class);
    }

    @Test
    void anEndedRunStaysAsItIsWhenItIsCancelled() {
        Run run = submitted(aBatchPlan());
        FakeWorker worker = running(run);
        worker.ends(ref(run.id(), 1), "1");
        awaitState(run, RunState.Succeeded.class);

        assertThat(pool.cancel(run.id(), "test").state()).isInstanceOf(RunState.Succeeded.class);
        assertThatThrownBy(() -> pool.cancel("nobody", "test")).hasMessage("no run 'nobody'");
    }

    // ---- silence, and the next server

    @Test
    void aWorkerThatComesBackGoesOnWithItsRunsAndGetsTheNewestLiveValues() {
        Run run = submitted(aStreamPlan());
        FakeWorker worker = running(run);

        worker.hangsUp();
        assertThat(pool.workers()).extracting(WorkerView::state).containsExactly("silent");
        assertThat(pool.sendTo(runs.require(run.id()), ToWorker.getDefaultInstance()))
                .isFalse();
        clock.advance(Duration.ofSeconds(30));
        FakeWorker back = FakeWorker.dials(pool, worker.id(), ref(run.id(), 1));

        await().until(() -> back.received().stream()
                .anyMatch(m -> m.hasChangeLive() && m.getChangeLive().getVersion() == 4));
        assertThat(state(run)).isInstanceOf(RunState.Running.class);
        assertThat(back.starts()).isEmpty();
        assertThat(pool.sendTo(runs.require(run.id()), ToWorker.getDefaultInstance()))
                .isTrue();
    }

    @Test
    void aQuestionAboutLiveValuesWaitsForASilentWorkerAndIsAskedOnce() {
        Run run = submitted(aStreamPlan());
        FakeWorker worker = running(run);
        ToWorker question = ToWorker.newBuilder()
                .setCheckLive(io.mist.protocol.wire.CheckLive.newBuilder()
                        .setRequest("q")
                        .setRun(run.id()))
                .build();

        worker.hangsUp();
        assertThat(pool.sendTo(runs.require(run.id()), question)).isTrue();
        FakeWorker back = FakeWorker.dials(pool, worker.id(), ref(run.id(), 1));

        await().until(() -> back.received().contains(question));
        assertThat(back.received().stream().filter(question::equals)).hasSize(1);
    }

    @Test
    void anExclusiveContextGivesEveryRunAWorkerThatEndsWithIt() {
        start(Map.of("mist.context-defaults.worker-mode", "exclusive"));
        Run first = submitted(aBatchPlan());
        Run second = submitted(aBatchPlan());
        FakeWorker ofFirst = running(first);
        FakeWorker ofSecond = running(second);
        assertThat(ofFirst.id()).isNotEqualTo(ofSecond.id());

        ofFirst.ends(ref(first.id(), 1), "1");
        ofFirst.awaitShutdown();
        awaitState(first, RunState.Succeeded.class);
        assertThat(state(second)).isInstanceOf(RunState.Running.class);
        assertThat(ofSecond.received()).noneMatch(ToWorker::hasShutdown);
    }

    @Test
    void anExclusiveWorkerWhoseRunIsCancelledBeforeItIsReadyEndsToo() {
        start(Map.of("mist.context-defaults.worker-mode", "exclusive"));
        Run run = submitted(aBatchPlan());
        awaitState(run, RunState.Starting.class);

        assertThat(pool.cancel(run.id(), "test").state()).isInstanceOf(RunState.Cancelled.class);
        await().until(() -> pool.workers().isEmpty());
    }

    @Test
    void theEndOfAnOldStreamAfterTheWorkerIsBackMeansNothing() {
        Run run = submitted(aStreamPlan());
        FakeWorker worker = running(run);

        FakeWorker.dials(pool, worker.id(), ref(run.id(), 1));
        worker.hangsUp();

        assertThat(pool.workers()).extracting(WorkerView::state).containsExactly("ready");
    }

    @Test
    void aWorkerThatComesBackWithoutARunHasLostIt() {
        Run run = submitted(aBatchPlan());
        FakeWorker worker = running(run);
        worker.hangsUp();

        FakeWorker.dials(pool, worker.id());

        assertThat(awaitState(run, RunState.Failed.class).reason().message()).contains("came back without it");
    }

    @Test
    void aWorkerIsToldWhichOfItsRunsNobodyWantsAnyMore() {
        Run run = submitted(aStreamPlan());
        FakeWorker worker = running(run);
        worker.hangsUp();

        FakeWorker back = FakeWorker.dials(pool, worker.id(), ref(run.id(), 1), ref("gone", 1), ref(run.id(), 7));

        await().until(() -> !back.received().isEmpty());
        assertThat(back.received().get(0).getWelcome().getUnwantedList())
                .containsExactly(ref("gone", 1), ref(run.id(), 7));
    }

    @Test
    void aWorkerThatStaysSilentIsKilledAfterTheReconnectWindow() {
        Run run = submitted(aBatchPlan());
        running(run).hangsUp();
        pool.workers();

        clock.advance(Duration.ofSeconds(61));

        assertThat(awaitState(run, RunState.Failed.class).reason().message()).contains("nothing was heard of it");
        await().until(() -> !launcher.lastProcess().isAlive());
    }

    @Test
    void aWorkerWhoseStreamIsOpenAndWhichSaysNothingIsSilentToo() {
        Run run = submitted(aBatchPlan());
        FakeWorker worker = running(run);

        clock.advance(Duration.ofSeconds(5));
        await().until(() -> pool.workers().get(0).state().equals("silent"));
        worker.beats();
        assertThat(pool.workers()).extracting(WorkerView::state).containsExactly("ready");

        clock.advance(Duration.ofSeconds(5));
        await().until(() -> pool.workers().get(0).state().equals("silent"));
        clock.advance(Duration.ofSeconds(61));
        awaitState(run, RunState.Failed.class);
    }

    @Test
    void theNextServerTakesOverTheWorkersAndTheRuns() {
        Run running = submitted(aStreamPlan());
        FakeWorker worker = running(running);
        Run cancelling = submitted(aStreamPlan());
        worker.runs(worker.awaitStart(cancelling.id(), 1));
        awaitState(cancelling, RunState.Running.class);
        pool.cancel(cancelling.id(), "test");
        Run queued = submitted(aBatchPlan());

        start(Map.of());
        assertThat(pool.workers()).extracting(WorkerView::state).containsExactly("silent");
        assertThat(pool.isWorker(worker.id(), launcher.last().token())).isTrue();
        FakeWorker back = FakeWorker.dials(pool, worker.id(), ref(running.id(), 1), ref(cancelling.id(), 1));

        back.awaitCancel(ref(cancelling.id(), 1));
        back.endsCancelled(ref(cancelling.id(), 1));
        awaitState(cancelling, RunState.Cancelled.class);
        back.awaitStart(queued.id(), 1);
        assertThat(state(running)).isInstanceOf(RunState.Running.class);
        assertThat(launcher.launched()).hasSize(1);
    }

    @Test
    void whatTheOldServersWorkerHasLostIsFailedOrRestartedByTheNext() throws Exception {
        Run stream = submitted(aStreamPlan());
        FakeWorker worker = running(stream);
        Run batch = submitted(aBatchPlan());
        worker.runs(worker.awaitStart(batch.id(), 1));
        awaitState(batch, RunState.Running.class);

        pool.close();
        launcher.lastProcess().destroyForcibly().waitFor();
        start(Map.of());

        awaitState(batch, RunState.Failed.class);
        awaitState(stream, RunState.Restarting.class);
        clock.advance(Duration.ofSeconds(2));
        awaitState(stream, RunState.Starting.class);
        assertThat(runs.require(stream.id()).attempt()).isEqualTo(2);
    }

    @Test
    void theNextServersDeadlineEndsWhatTheLastOneWasAskedToCancel() {
        Run run = submitted(aStreamPlan());
        running(run);
        pool.cancel(run.id(), "test");

        start(Map.of());
        clock.advance(Duration.ofSeconds(11));

        awaitState(run, RunState.Cancelled.class);
        await().until(() -> !launcher.lastProcess().isAlive());
    }

    // ---- ends of workers that are wanted

    @Test
    void aWorkerThatWasIdleForLongIsEnded() {
        start(Map.of("mist.context-defaults.idle-timeout", "1 minute"));
        Run run = submitted(aBatchPlan());
        FakeWorker worker = running(run);
        clock.advance(Duration.ofMinutes(5));
        worker.ends(ref(run.id(), 1), "1");
        awaitState(run, RunState.Succeeded.class);
        worker.beats();
        assertThat(worker.received()).noneMatch(ToWorker::hasShutdown);

        clock.advance(Duration.ofSeconds(61));
        worker.beats();

        worker.awaitShutdown();
        Run next = submitted(aBatchPlan());
        assertThat(awaitState(next, RunState.Starting.class).worker()).isNotEqualTo(worker.id());
    }

    @Test
    void workersOutliveTheServerUnlessTheyAreToEndWithIt() throws Exception {
        running(submitted(aStreamPlan()));
        pool.close();
        assertThat(launcher.lastProcess().isAlive()).isTrue();

        start(Map.of("mist.workers.stop-on-exit", "true"));
        pool.close();
        assertThat(launcher.lastProcess().waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aPoolThatWasClosedSaysSo() {
        pool.close();

        assertThatThrownBy(() -> pool.requireRoom("default"))
                .isInstanceOf(MistException.class)
                .hasMessage("the server is stopping");
    }

    @Test
    void aRunIsSentToAWorkerThatHasOnlyMissedHeartbeats() {
        FakeWorker worker = running(submitted(aStreamPlan()));
        clock.advance(Duration.ofSeconds(5));
        await().until(() -> pool.workers().get(0).state().equals("silent"));

        Run next = submitted(aBatchPlan());

        worker.awaitStart(next.id(), 1);
    }

    @Test
    void aWorkerThatNobodyKnowsIsSentAway() {
        FakeWorker stranger = FakeWorker.dials(pool, "stranger");

        stranger.awaitShutdown();
    }
}
