package io.mist.server.context;

import static io.mist.server.link.FakeWorker.ref;
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
import io.mist.server.link.FakeWorker;
import io.mist.server.run.Run;
import io.mist.server.run.RunState;
import io.mist.server.run.SampleRuns;
import io.mist.server.worker.FakeLauncher;
import io.mist.server.worker.WorkerSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How runs get to workers, and what becomes of them when that fails. */
class StartingRunsTest extends DispatcherFixture {

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

        assertThat(dispatcher.admits(spec.id(), spec.token())).isTrue();
        assertThat(dispatcher.admits(spec.id(), spec.token() + "x")).isFalse();
        assertThat(dispatcher.admits(spec.id(), "")).isFalse();
        assertThat(dispatcher.admits("another", spec.token())).isFalse();
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
        assertThat(dispatcher.contexts()).contains(new ContextStatus("default", 2, 2, 1));
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
        assertThat(dispatcher.contexts()).contains(new ContextStatus("default", 2, 0, 0));
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
        assertThat(dispatcher.workers()).isEmpty();
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
        FakeWorker next = FakeWorker.dials(dispatcher, launcher.last().id());
        next.awaitStart(stream.id(), 2);
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
    void aClosedDispatcherSaysSo() {
        dispatcher.close();

        assertThatThrownBy(() -> dispatcher.requireRoom("default"))
                .isInstanceOf(MistException.class)
                .hasMessage("the server is stopping");
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
    void aFullQueueRejectsARunAndNamesTheSetting() {
        start(Map.of("mist.context-defaults.max-queued-runs", "1"));
        dispatcher.requireRoom("default");
        submitted(aBatchPlan());
        submitted(aBatchPlan());
        dispatcher.requireRoom("default");
        submitted(aBatchPlan());

        assertThatThrownBy(() -> dispatcher.requireRoom("default"))
                .isInstanceOfSatisfying(
                        MistException.class, e -> assertThat(e.code()).isEqualTo("queue-full"))
                .hasMessageContaining("1 runs waiting (at most 1, max-queued-runs)");
        dispatcher.requireRoom("elsewhere");
    }
}
