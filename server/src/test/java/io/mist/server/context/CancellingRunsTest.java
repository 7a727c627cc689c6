package io.mist.server.context;

import static io.mist.server.link.FakeWorker.ref;
import static io.mist.server.run.SampleRuns.aBatchPlan;
import static io.mist.server.run.SampleRuns.aStreamPlan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mist.server.link.FakeWorker;
import io.mist.server.run.Run;
import io.mist.server.run.RunState;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Cancelling always ends. */
class CancellingRunsTest extends DispatcherFixture {

    @Test
    void aQueuedRunIsCancelledAtOnceAndLeavesTheQueue() {
        submitted(aBatchPlan());
        submitted(aBatchPlan());
        Run waiting = submitted(aBatchPlan());

        Run cancelled = dispatcher.cancel(waiting.id(), "http:ada");

        assertThat(((RunState.Cancelled) cancelled.state()).reason().message()).isEqualTo("cancelled by http:ada");
        assertThat(dispatcher.contexts()).contains(new ContextStatus("default", 2, 2, 0));
    }

    @Test
    void aRunWhoseWorkerIsStillStartingIsCancelledAtOnceAndNeverSent() {
        Run run = submitted(aBatchPlan());
        String id = awaitState(run, RunState.Starting.class).worker();

        assertThat(dispatcher.cancel(run.id(), "test").state()).isInstanceOf(RunState.Cancelled.class);

        FakeWorker worker = FakeWorker.dials(dispatcher, id);
        dispatcher.contexts();
        assertThat(worker.starts()).isEmpty();
    }

    @Test
    void aRunningRunIsAskedToStopAndEnds() {
        Run run = submitted(aStreamPlan());
        FakeWorker worker = running(run);

        assertThat(dispatcher.cancel(run.id(), "test").state()).isInstanceOf(RunState.Cancelling.class);
        assertThat(dispatcher.cancel(run.id(), "test").state()).isInstanceOf(RunState.Cancelling.class);
        worker.awaitCancel(ref(run.id(), 1));
        worker.endsCancelled(ref(run.id(), 1));

        awaitState(run, RunState.Cancelled.class);
        assertThat(launcher.lastProcess().isAlive()).isTrue();
    }

    @Test
    void aRunThatDoesNotStopIsEndedWithItsWorkerAtTheDeadline() {
        Run run = submitted(aStreamPlan());
        running(run);
        dispatcher.cancel(run.id(), "test");

        clock.advance(Duration.ofSeconds(11));

        awaitState(run, RunState.Cancelled.class);
        await().until(() -> !launcher.lastProcess().isAlive());
    }

    @Test
    void aRunOnASilentWorkerIsCancelledAtTheDeadlineToo() {
        Run run = submitted(aStreamPlan());
        running(run).hangsUp();

        assertThat(dispatcher.cancel(run.id(), "test").state()).isInstanceOf(RunState.Cancelling.class);
        clock.advance(Duration.ofSeconds(11));

        awaitState(run, RunState.Cancelled.class);
    }

    @Test
    void aRunThatWaitsForItsRestartIsCancelledAtOnce() {
        Run run = submitted(aStreamPlan());
        running(run).fails(ref(run.id(), 1), true);
        awaitState(run, RunState.Restarting.class);

        assertThat(dispatcher.cancel(run.id(), "test").state()).isInstanceOf(RunState.Cancelled.class);

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

        assertThat(dispatcher.cancel(run.id(), "test").state()).isInstanceOf(RunState.Succeeded.class);
        assertThatThrownBy(() -> dispatcher.cancel("nobody", "test")).hasMessage("no run 'nobody'");
    }

    @Test
    void anExclusiveWorkerWhoseRunIsCancelledBeforeItIsReadyEndsToo() {
        start(Map.of("mist.context-defaults.worker-mode", "exclusive"));
        Run run = submitted(aBatchPlan());
        awaitState(run, RunState.Starting.class);

        assertThat(dispatcher.cancel(run.id(), "test").state()).isInstanceOf(RunState.Cancelled.class);
        await().until(() -> dispatcher.workers().isEmpty());
    }

    @Test
    void theNextServersDeadlineEndsWhatTheLastOneWasAskedToCancel() {
        Run run = submitted(aStreamPlan());
        running(run);
        dispatcher.cancel(run.id(), "test");

        start(Map.of());
        clock.advance(Duration.ofSeconds(11));

        awaitState(run, RunState.Cancelled.class);
        await().until(() -> !launcher.lastProcess().isAlive());
    }
}
