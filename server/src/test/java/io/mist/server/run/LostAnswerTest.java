package io.mist.server.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mist.server.gate.Desk;
import io.mist.server.store.Database;
import io.mist.server.store.LostAnswers;
import io.mist.server.store.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A state whose commit was made, but not answered, silences no run. */
class LostAnswerTest {

    private final Database database = TestDatabase.empty();
    private final LostAnswers answers = new LostAnswers(database);
    private final Runs runs = new Runs(answers.jdbi(), new ManualClock(SampleRuns.NOON));
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        database.close();
    }

    private void loseTheAnswerTo(Run run, RunState next) {
        answers.loseNext();
        assertThatThrownBy(() -> SampleRuns.becomes(runs, run, next)).hasStackTraceContaining("the answer is lost");
        assertThat(runs.require(run.id()).state()).isEqualTo(next);
    }

    @Test
    void followersHearOfItWithTheNextPoll() {
        Run run = SampleRuns.aStartingRun(runs, "w1");
        runs.onChange(changed -> heard.add(changed.state().name()));

        loseTheAnswerTo(run, new RunState.Running("w1", runs.now()));
        assertThat(heard).isEmpty();
        runs.feed().poll();

        assertThat(heard).containsExactly("RUNNING");
    }

    @Test
    void followersHearOfItBeforeTheNextChange() {
        Run run = SampleRuns.aStartingRun(runs, "w1");
        runs.onChange(changed -> heard.add(changed.state().name()));

        loseTheAnswerTo(run, new RunState.Running("w1", runs.now()));
        SampleRuns.becomes(runs, run, new RunState.Failed(SampleRuns.aReason(), runs.now()));

        assertThat(heard).containsExactly("RUNNING", "FAILED");
    }

    @Test
    void aCallerThatWaitsForTheEndHearsOfIt() {
        RunWaits waits = new RunWaits(runs, Duration.ofMinutes(1), Runnable::run);
        Run run = SampleRuns.aRunningRun(runs, "w1");
        CompletableFuture<Run> ended =
                waits.await(run.id(), Desk.Until.ENDED, Duration.ofMinutes(1)).toCompletableFuture();

        loseTheAnswerTo(run, new RunState.Failed(SampleRuns.aReason(), runs.now()));
        assertThat(ended).isNotDone();
        runs.feed().poll();

        assertThat(ended).isCompletedWithValueMatching(seen -> seen.state() instanceof RunState.Failed);
    }

    @Test
    void whatAnotherServerChangesIsHeardToo() {
        Run run = SampleRuns.aStartingRun(runs, "w1");
        runs.onChange(changed -> heard.add(changed.state().name()));

        Runs other = new Runs(database.jdbi(), new ManualClock(SampleRuns.NOON));
        SampleRuns.becomes(other, run, new RunState.Running("w1", runs.now()));
        SampleRuns.becomes(other, run, new RunState.Failed(SampleRuns.aReason(), runs.now()));
        runs.feed().poll();

        assertThat(heard).containsExactly("RUNNING", "FAILED");
    }

    @Test
    void changesAreReadAfterANumber() {
        Run run = SampleRuns.aRunningRun(runs, "w1");

        assertThat(runs.changes(0, 10))
                .extracting(change -> change.value().state().name())
                .containsExactly("QUEUED", "STARTING", "RUNNING");
        assertThat(runs.changes(1, 1)).extracting(change -> change.number()).containsExactly(2L);
        assertThat(runs.changes(2, 10)).extracting(change -> change.value()).containsExactly(run);
        assertThat(runs.changes(3, 10)).isEmpty();
    }
}
