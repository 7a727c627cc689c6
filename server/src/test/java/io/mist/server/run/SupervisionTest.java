package io.mist.server.run;

import static io.mist.server.run.SampleRuns.NOON;
import static io.mist.server.run.SampleRuns.aBatchPlan;
import static io.mist.server.run.SampleRuns.aRun;
import static io.mist.server.run.SampleRuns.aStreamPlan;
import static org.assertj.core.api.Assertions.assertThat;

import io.mist.protocol.JobKind;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SupervisionTest {

    private static final Instant LATER = NOON.plusSeconds(30);
    private static final MistException ERROR = MistException.job("job-failed", "no such file");
    private static final RunEvent.CancelGrace GRACE =
            new RunEvent.CancelGrace(Duration.ofSeconds(5), Duration.ofSeconds(7));

    /** What becomes of a stream, and what is done, by event and by its state before. */
    private static final String TABLE = """
            event | QUEUED | STARTING | RUNNING | RESTARTING | CANCELLING
            assigned | STARTING +SendStart | | | STARTING +SendStart |
            unassignable | FAILED -Context | FAILED -Context -Worker | FAILED -Context -Worker | FAILED -Context | CANCELLED -Context -Worker
            started | | RUNNING | | |
            started, earlier attempt | | | | |
            succeeded | | SUCCEEDED -Context -Worker | SUCCEEDED -Context -Worker | | SUCCEEDED -Context -Worker
            cancelled | | CANCELLED -Context -Worker | CANCELLED -Context -Worker | | CANCELLED -Context -Worker
            failed | | RESTARTING +WakeAt -Worker | RESTARTING +WakeAt -Worker | | CANCELLED -Context -Worker
            failed for good | | FAILED -Context -Worker | FAILED -Context -Worker | | CANCELLED -Context -Worker
            succeeded, earlier attempt | | | | |
            cancelled, other worker | | | | |
            cancel | CANCELLED -Context | CANCELLING +WakeAt +SendCancel | CANCELLING +WakeAt +SendCancel | CANCELLED -Context | +SendCancel
            cancel, worker starting | CANCELLED -Context | CANCELLED -Context -Worker | CANCELLED -Context -Worker | CANCELLED -Context | +SendCancel
            worker lost | | RESTARTING +WakeAt -Worker | RESTARTING +WakeAt -Worker | | CANCELLED -Context -Worker
            worker never ready | | RESTARTING +WakeAt -Worker | RESTARTING +WakeAt -Worker | | CANCELLED -Context -Worker
            other worker lost | | | | |
            worker back | | +SendLive | +SendLive | | +SendCancel
            worker back without it | | +SendStart | RESTARTING +WakeAt -Worker | | CANCELLED -Context -Worker
            other worker back | | | | |
            adopted | | | | +WakeAt | +WakeAt
            adopted, worker unknown | | RESTARTING +WakeAt -Worker | RESTARTING +WakeAt -Worker | +WakeAt | CANCELLED -Context -Worker
            time | | | | +Reassign | +KillWorker
            time, worker unknown | | | | +Reassign | CANCELLED -Context -Worker
            """;

    private static final List<RunState> STATES = List.of(
            new RunState.Queued(NOON),
            new RunState.Starting("w1", NOON),
            new RunState.Running("w1", NOON),
            new RunState.Restarting(SampleRuns.aReason(), NOON.plusSeconds(10), 1, NOON),
            new RunState.Cancelling("w1", NOON.plusSeconds(10), NOON));

    private static final Map<String, RunEvent> EVENTS = events();

    private static Map<String, RunEvent> events() {
        Map<String, RunEvent> events = new LinkedHashMap<>();
        events.put("assigned", new RunEvent.Assigned("w1"));
        events.put("unassignable", new RunEvent.Unassignable(ERROR));
        events.put("started", new RunEvent.Started("w1", 2));
        events.put("started, earlier attempt", new RunEvent.Started("w1", 1));
        events.put("succeeded", ended(new RunEvent.Outcome.Success(Json.parse("1"))));
        events.put("cancelled", ended(new RunEvent.Outcome.Cancellation()));
        events.put("failed", ended(new RunEvent.Outcome.Failure(ERROR, true)));
        events.put("failed for good", ended(new RunEvent.Outcome.Failure(ERROR, false)));
        events.put(
                "succeeded, earlier attempt",
                new RunEvent.Ended("w1", 1, new RunEvent.Outcome.Success(Json.parse("1"))));
        events.put("cancelled, other worker", new RunEvent.Ended("w2", 2, new RunEvent.Outcome.Cancellation()));
        events.put("cancel", new RunEvent.CancelRequested("http:ada", true, GRACE));
        events.put("cancel, worker starting", new RunEvent.CancelRequested("http:ada", false, GRACE));
        events.put("worker lost", new RunEvent.WorkerLost("w1", ERROR, true));
        events.put("worker never ready", new RunEvent.WorkerLost("w1", ERROR, false));
        events.put("other worker lost", new RunEvent.WorkerLost("w2", ERROR, true));
        events.put("worker back", new RunEvent.WorkerReturned("w1", true));
        events.put("worker back without it", new RunEvent.WorkerReturned("w1", false));
        events.put("other worker back", new RunEvent.WorkerReturned("w2", false));
        events.put("adopted", new RunEvent.Adopted(true));
        events.put("adopted, worker unknown", new RunEvent.Adopted(false));
        events.put("time", new RunEvent.TimePassed(true));
        events.put("time, worker unknown", new RunEvent.TimePassed(false));
        return events;
    }

    private static RunEvent ended(RunEvent.Outcome outcome) {
        return new RunEvent.Ended("w1", 2, outcome);
    }

    @Test
    void everyEventInEveryStateHasTheConsequenceOfTheTable() throws IOException {
        String table = table();
        Files.writeString(Path.of("target", "supervision.md"), table);

        assertThat(table).isEqualTo(TABLE);
    }

    private static String table() {
        StringBuilder table = new StringBuilder("event");
        STATES.forEach(state -> table.append(" | ").append(state.name()));
        EVENTS.forEach((name, event) -> {
            table.append('\n').append(name);
            STATES.forEach(state -> table.append(" |").append(consequence(aRun(aStreamPlan(), state, 2, 1), event)));
        });
        return table.append('\n').toString();
    }

    private static String consequence(Run run, RunEvent event) {
        Supervision.Step step = Supervision.step(run, event, LATER);
        StringBuilder text = new StringBuilder();
        if (step.run() != run) {
            assertThat(run.state().mayBecome(step.run().state())).isTrue();
            text.append(' ').append(step.run().state().name());
        }
        step.effects().forEach(effect -> text.append(' ').append(shown(effect)));
        return text.toString();
    }

    private static String shown(Effect effect) {
        String name = effect.getClass().getSimpleName();
        return name.startsWith("Leave") ? name.replace("Leave", "-") : "+" + name;
    }

    @Test
    void theTableNamesEveryKindOfEventAndEveryStateThatIsNoEnd() {
        assertThat(EVENTS.values().stream().map(Object::getClass).distinct())
                .containsExactlyInAnyOrder(RunEvent.class.getPermittedSubclasses());
        assertThat(STATES).hasSize(RunState.class.getPermittedSubclasses().length - 3);
    }

    @Test
    void nothingHappensToARunThatHasEnded() {
        List<RunState> ends = List.of(
                new RunState.Succeeded(Json.parse("1"), NOON),
                new RunState.Failed(SampleRuns.aReason(), NOON),
                new RunState.Cancelled(SampleRuns.aReason(), NOON));

        for (RunState end : ends) {
            Run run = aRun(aStreamPlan(), end, 2, 1);
            assertThat(EVENTS.values())
                    .allSatisfy(event -> assertThat(Supervision.step(run, event, LATER))
                            .isEqualTo(new Supervision.Step(run, List.of())));
        }
    }

    // ---- restarts

    private static Run failed(Run run, boolean isRestartable, Instant at) {
        RunEvent.Outcome failure = new RunEvent.Outcome.Failure(ERROR, isRestartable);
        return Supervision.step(run, new RunEvent.Ended("w1", run.attempt(), failure), at)
                .run();
    }

    private static Run runningAgain(Run run, Instant at) {
        Run starting = Supervision.step(run, new RunEvent.Assigned("w1"), at).run();
        return Supervision.step(starting, new RunEvent.Started("w1", starting.attempt()), at)
                .run();
    }

    private static Run running(RunPlan plan) {
        return aRun(plan, new RunState.Running("w1", NOON), 1, 0);
    }

    @Test
    void aStreamThatFailsIsRestartedWithGrowingPausesUntilItsBudgetIsSpent() {
        Run run = running(aStreamPlan());

        for (int attempt = 1; attempt <= 3; attempt++) {
            run = failed(run, true, NOON);
            var restarting = (RunState.Restarting) run.state();
            assertThat(Duration.between(restarting.since(), restarting.notBefore()))
                    .isEqualTo(Duration.ofSeconds(List.of(1, 2, 3).get(attempt - 1)));
            run = runningAgain(run, NOON);
            assertThat(run.attempt()).isEqualTo(attempt + 1);
        }

        assertThat(failed(run, true, NOON).state())
                .isInstanceOfSatisfying(
                        RunState.Failed.class,
                        end -> assertThat(end.reason().message()).isEqualTo("no such file (after 3 restarts)"));
    }

    @Test
    void aHealthyTimeGivesTheWholeBudgetBack() {
        Run run = running(SampleRuns.plan(
                "s",
                "default",
                JobKind.STREAM,
                new RunPlan.Restart(1, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMinutes(10))));
        Instant now = NOON;

        for (int attempt = 1; attempt <= 3; attempt++) {
            now = now.plus(Duration.ofMinutes(11));
            run = failed(run, true, now);
            assertThat(run.state()).isInstanceOf(RunState.Restarting.class);
            run = runningAgain(run, now);
        }

        assertThat(failed(run, true, now).state())
                .isInstanceOfSatisfying(
                        RunState.Failed.class,
                        end -> assertThat(end.reason().message()).contains("after 1 restarts"));
    }

    @Test
    void aBatchAndAStreamThatNeverRanAreNotRestarted() {
        RunState starting = new RunState.Starting("w1", NOON);

        assertThat(failed(aRun(aBatchPlan(), starting, 1, 0), true, NOON).state())
                .isInstanceOf(RunState.Failed.class);
        assertThat(failed(aRun(aStreamPlan(), starting, 1, 0), false, NOON).state())
                .isInstanceOf(RunState.Failed.class);
    }

    @Test
    void aStreamWhoseFirstWorkerIsNeverReadyIsNotRestarted() {
        RunEvent lost = new RunEvent.WorkerLost("w1", ERROR, false);
        RunState starting = new RunState.Starting("w1", NOON);

        assertThat(Supervision.step(aRun(aStreamPlan(), starting, 1, 0), lost, NOON)
                        .run()
                        .state())
                .isInstanceOf(RunState.Failed.class);
        assertThat(Supervision.step(aRun(aStreamPlan(), starting, 2, 1), lost, NOON)
                        .run()
                        .state())
                .isInstanceOf(RunState.Restarting.class);
    }

    @Test
    void newsOfAnEarlierAttemptOrAnotherWorkerChangesNothing() {
        Run run = aRun(aStreamPlan(), new RunState.Running("w1", NOON), 2, 1);

        assertThat(consequence(run, EVENTS.get("succeeded, earlier attempt"))).isEmpty();
        assertThat(consequence(run, EVENTS.get("cancelled, other worker"))).isEmpty();
    }

    // ---- cancelling

    private static final RunState CANCELLING = new RunState.Cancelling("w1", NOON.plusSeconds(10), NOON);

    @Test
    void aRunThatFailsWhileItIsCancelledIsCancelledAndOneThatSucceedsHasSucceeded() {
        Run stream = aRun(aStreamPlan(), CANCELLING, 1, 0);
        Run batch = aRun(aBatchPlan(), CANCELLING, 1, 0);
        RunEvent success = new RunEvent.Ended("w1", 1, new RunEvent.Outcome.Success(Json.parse("1")));

        assertThat(failed(stream, true, NOON).state()).isInstanceOf(RunState.Cancelled.class);
        assertThat(Supervision.step(batch, success, NOON).run().state())
                .isEqualTo(new RunState.Succeeded(Json.parse("1"), NOON));
    }

    @Test
    void theGraceOfACancelIsThatOfTheWorkerAndThenThatOfTheServer() {
        Run run = running(aStreamPlan());

        Supervision.Step step = Supervision.step(run, new RunEvent.CancelRequested("http:ada", true, GRACE), NOON);

        assertThat(step.run().state()).isEqualTo(new RunState.Cancelling("w1", NOON.plusSeconds(12), NOON));
        assertThat(step.effects())
                .containsExactly(
                        new Effect.WakeAt(NOON.plusSeconds(12)), new Effect.SendCancel("w1", Duration.ofSeconds(5)));
    }

    @Test
    void anAlarmThatComesEarlyIsSetAgain() {
        Run run = aRun(aStreamPlan(), CANCELLING, 1, 0);

        assertThat(Supervision.step(run, new RunEvent.TimePassed(true), NOON))
                .isEqualTo(new Supervision.Step(run, List.of(new Effect.WakeAt(NOON.plusSeconds(10)))));
    }
}
