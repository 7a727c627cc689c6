package io.mist.server.context;

import static io.mist.server.link.FakeWorker.ref;
import static io.mist.server.run.SampleRuns.aBatchPlan;
import static io.mist.server.run.SampleRuns.aStreamPlan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mist.protocol.wire.ToWorker;
import io.mist.server.link.FakeWorker;
import io.mist.server.run.Run;
import io.mist.server.run.RunState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Workers that are silent, return, outlive their server, or are ended. */
class ReturningWorkersTest extends DispatcherFixture {

    @Test
    void aReturningWorkerKeepsItsRunsAndGetsTheNewestLiveValues() {
        Run run = submitted(aStreamPlan());
        FakeWorker worker = running(run);

        worker.hangsUp();
        assertThat(workerStates()).containsExactly("silent");
        assertThat(dispatcher.sendTo(runs.require(run.id()), ToWorker.getDefaultInstance()))
                .isFalse();
        clock.advance(Duration.ofSeconds(30));
        FakeWorker back = FakeWorker.dials(dispatcher, worker.id(), ref(run.id(), 1));

        await().until(() -> back.received().stream()
                .anyMatch(m -> m.hasChangeLive() && m.getChangeLive().getVersion() == 4));
        assertThat(state(run)).isInstanceOf(RunState.Running.class);
        assertThat(back.starts()).isEmpty();
        assertThat(dispatcher.sendTo(runs.require(run.id()), ToWorker.getDefaultInstance()))
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
        assertThat(dispatcher.sendTo(runs.require(run.id()), question)).isTrue();
        FakeWorker back = FakeWorker.dials(dispatcher, worker.id(), ref(run.id(), 1));

        await().until(() -> back.received().contains(question));
        assertThat(back.received().stream().filter(question::equals)).hasSize(1);
    }

    @Test
    void theEndOfAnOldStreamAfterTheWorkerIsBackMeansNothing() {
        Run run = submitted(aStreamPlan());
        FakeWorker worker = running(run);

        FakeWorker.dials(dispatcher, worker.id(), ref(run.id(), 1));
        worker.hangsUp();

        assertThat(workerStates()).containsExactly("ready");
    }

    @Test
    void aWorkerThatReturnsWithoutARunHasLostIt() {
        Run run = submitted(aBatchPlan());
        FakeWorker worker = running(run);
        worker.hangsUp();

        FakeWorker.dials(dispatcher, worker.id());

        assertThat(awaitState(run, RunState.Failed.class).reason().message()).contains("came back without it");
    }

    @Test
    void aReturningWorkerLearnsWhichOfItsRunsAreUnwanted() {
        Run run = submitted(aStreamPlan());
        FakeWorker worker = running(run);
        worker.hangsUp();

        FakeWorker back = FakeWorker.dials(dispatcher, worker.id(), ref(run.id(), 1), ref("gone", 1), ref(run.id(), 7));

        await().until(() -> !back.received().isEmpty());
        assertThat(back.received().get(0).getWelcome().getUnwantedList())
                .containsExactly(ref("gone", 1), ref(run.id(), 7));
    }

    @Test
    void aWorkerThatStaysSilentIsKilledAfterTheReconnectWindow() {
        Run run = submitted(aBatchPlan());
        running(run).hangsUp();
        dispatcher.workers();

        clock.advance(Duration.ofSeconds(61));

        assertThat(awaitState(run, RunState.Failed.class).reason().message()).contains("nothing was heard of it");
        await().until(() -> !launcher.lastProcess().isAlive());
    }

    @Test
    void aWorkerThatMissesHeartbeatsOnAnOpenStreamIsSilentToo() {
        Run run = submitted(aBatchPlan());
        FakeWorker worker = running(run);

        clock.advance(Duration.ofSeconds(5));
        await().until(() -> workerStates().equals(List.of("silent")));
        worker.beats();
        assertThat(workerStates()).containsExactly("ready");

        clock.advance(Duration.ofSeconds(5));
        await().until(() -> workerStates().equals(List.of("silent")));
        clock.advance(Duration.ofSeconds(61));
        awaitState(run, RunState.Failed.class);
    }

    @Test
    void theNextServerAdoptsTheWorkersAndTheRuns() {
        Run running = submitted(aStreamPlan());
        FakeWorker worker = running(running);
        Run cancelling = submitted(aStreamPlan());
        worker.runs(worker.awaitStart(cancelling.id(), 1));
        awaitState(cancelling, RunState.Running.class);
        dispatcher.cancel(cancelling.id(), "test");
        Run queued = submitted(aBatchPlan());

        start(Map.of());
        assertThat(workerStates()).containsExactly("silent");
        assertThat(dispatcher.admits(worker.id(), launcher.last().token())).isTrue();
        FakeWorker back = FakeWorker.dials(dispatcher, worker.id(), ref(running.id(), 1), ref(cancelling.id(), 1));

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

        dispatcher.close();
        launcher.lastProcess().destroyForcibly().waitFor();
        start(Map.of());

        awaitState(batch, RunState.Failed.class);
        awaitState(stream, RunState.Restarting.class);
        clock.advance(Duration.ofSeconds(2));
        awaitState(stream, RunState.Starting.class);
        assertThat(runs.require(stream.id()).attempt()).isEqualTo(2);
    }

    @Test
    void aWorkerThatIsIdleForLongIsEnded() {
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
        dispatcher.close();
        assertThat(launcher.lastProcess().isAlive()).isTrue();

        start(Map.of("mist.workers.stop-on-exit", "true"));
        dispatcher.close();
        assertThat(launcher.lastProcess().waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aRunIsSentToAWorkerThatHasOnlyMissedHeartbeats() {
        FakeWorker worker = running(submitted(aStreamPlan()));
        clock.advance(Duration.ofSeconds(5));
        await().until(() -> workerStates().equals(List.of("silent")));

        Run next = submitted(aBatchPlan());

        worker.awaitStart(next.id(), 1);
    }

    @Test
    void anUnknownWorkerIsShutDown() {
        FakeWorker stranger = FakeWorker.dials(dispatcher, "stranger");

        stranger.awaitShutdown();
    }

    @Test
    void aRunWaitsForAWorkerThatHasHungUpAndGoesToTheNextIfThatEnds() {
        FakeWorker worker = running(submitted(aStreamPlan()));
        worker.hangsUp();
        Run waiting = submitted(aBatchPlan());
        assertThat(dispatcher.contexts()).contains(new ContextStatus("default", 2, 1, 1));
        assertThat(state(waiting)).isInstanceOf(RunState.Queued.class);

        launcher.lastProcess().destroyForcibly();

        assertThat(awaitState(waiting, RunState.Starting.class).worker()).isNotEqualTo(worker.id());
    }

    @Test
    void aRunThatWaitsForAWorkerStartsWhenThatReturns() {
        Run running = submitted(aStreamPlan());
        FakeWorker worker = running(running);
        worker.hangsUp();
        Run waiting = submitted(aBatchPlan());

        FakeWorker back = FakeWorker.dials(dispatcher, worker.id(), ref(running.id(), 1));

        back.awaitStart(waiting.id(), 1);
        assertThat(launcher.launched()).hasSize(1);
    }

    @Test
    void aRestartWaitsForAWorkerThatHasHungUp() {
        Run run = submitted(aStreamPlan());
        FakeWorker worker = running(run);
        worker.fails(ref(run.id(), 1), true);
        awaitState(run, RunState.Restarting.class);
        worker.hangsUp();
        clock.advance(Duration.ofSeconds(2));
        assertThat(workerStates()).containsExactly("silent");
        assertThat(state(run)).isInstanceOf(RunState.Restarting.class);

        FakeWorker.dials(dispatcher, worker.id()).awaitStart(run.id(), 2);
    }

    @Test
    void aWorkerWhoseJvmExitsHasTimeToSaySoOfAllItsRuns() {
        Run run = submitted(aStreamPlan());
        FakeWorker worker = running(run);
        clock.advance(Duration.ofSeconds(30));
        worker.beats();

        worker.exits(ref(run.id(), 1));

        awaitState(run, RunState.Failed.class);
        assertThat(launcher.lastProcess().isAlive()).isTrue();
        assertThat(awaitState(submitted(aBatchPlan()), RunState.Starting.class).worker())
                .isNotEqualTo(worker.id());
    }
}
