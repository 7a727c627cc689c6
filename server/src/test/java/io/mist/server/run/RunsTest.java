package io.mist.server.run;

import static io.mist.server.run.SampleRuns.aBatchPlan;
import static io.mist.server.run.SampleRuns.aFailedRun;
import static io.mist.server.run.SampleRuns.aPlanOf;
import static io.mist.server.run.SampleRuns.aQueuedRun;
import static io.mist.server.run.SampleRuns.aRunningRun;
import static io.mist.server.run.SampleRuns.aStartingRun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mist.protocol.MistException;
import io.mist.server.store.Database;
import io.mist.server.store.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunsTest {

    private static final int THREADS = 8;

    private final ManualClock clock = new ManualClock(SampleRuns.NOON);
    private Database database;
    private Runs runs;

    @BeforeEach
    void open() {
        database = TestDatabase.empty();
        runs = new Runs(database.jdbi(), clock);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aNewRunIsQueuedAndReadAsItWasMade() {
        Runs.Created created = runs.create(aBatchPlan(), "http:ada", null);

        assertThat(created.isNew()).isTrue();
        assertThat(created.run().state()).isEqualTo(new RunState.Queued(SampleRuns.NOON));
        assertThat(created.run().plan()).isEqualTo(aBatchPlan());
        assertThat(created.run().startedBy()).isEqualTo("http:ada");
        assertThat(created.run().attempt()).isEqualTo(1);
        assertThat(runs.require(created.run().id())).isEqualTo(created.run());
    }

    @Test
    void theSameKeyOnTheSameRouteReturnsTheSameRun() {
        Runs.Created first = runs.create(aPlanOf("a"), "test", "key");
        Runs.Created again = runs.create(aPlanOf("a"), "test", "key");

        assertThat(again.isNew()).isFalse();
        assertThat(again.run()).isEqualTo(first.run());
        assertThat(runs.findByKey("a", "key")).contains(first.run());
    }

    @Test
    void theSameKeyOnAnotherRouteIsAnotherRun() {
        Run a = runs.create(aPlanOf("a"), "test", "key").run();
        Run b = runs.create(aPlanOf("b"), "test", "key").run();

        assertThat(a.id()).isNotEqualTo(b.id());
    }

    @Test
    void ofManyStartsWithOneKeyAtOnceOneMakesTheRun() throws Exception {
        List<Runs.Created> created = atOnce(() -> runs.create(aBatchPlan(), "test", "key"));

        assertThat(created).filteredOn(Runs.Created::isNew).hasSize(1);
        assertThat(created.stream().map(c -> c.run().id()).distinct()).hasSize(1);
    }

    @Test
    void anUnknownRunIsTheCallersErrorWithItsName() {
        assertThatThrownBy(() -> runs.require("r1"))
                .isInstanceOfSatisfying(
                        MistException.class, e -> assertThat(e.code()).isEqualTo("unknown-run"))
                .hasMessage("no run 'r1'");
    }

    @Test
    void aChangeThatTheTableDoesNotAllowIsADefect() {
        Run failed = aFailedRun(runs);

        assertThatThrownBy(() -> SampleRuns.change(runs, failed.id(), run -> new RunState.Running("w1", runs.now())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("run " + failed.id() + " cannot go from FAILED to RUNNING");
        assertThat(runs.require(failed.id())).isEqualTo(failed);
    }

    @Test
    void aDecisionOfNullChangesNothing() {
        Run run = aQueuedRun(runs);

        assertThat(SampleRuns.change(runs, run.id(), seen -> null)).isEqualTo(run);
    }

    @Test
    void ofTwoThatChangeARunAtOnceTheSecondSeesTheFirstsChange() {
        Run run = aQueuedRun(runs);
        AtomicInteger decisions = new AtomicInteger();

        Run after = SampleRuns.change(runs, run.id(), seen -> {
            if (decisions.getAndIncrement() == 0) {
                SampleRuns.change(runs, run.id(), other -> new RunState.Starting("w1", runs.now()));
            }
            return seen.state() instanceof RunState.Queued
                    ? new RunState.Failed(SampleRuns.aReason(), runs.now())
                    : new RunState.Running("w1", runs.now());
        });

        assertThat(decisions).hasValue(2);
        assertThat(after.state()).isEqualTo(new RunState.Running("w1", SampleRuns.NOON));
        assertThat(runs.require(run.id())).isEqualTo(after);
    }

    @Test
    void ofManyThatChangeARunAtOnceOneDoes() throws Exception {
        Run run = aQueuedRun(runs);
        AtomicInteger number = new AtomicInteger();

        List<Run> after = atOnce(() -> {
            String worker = "w" + number.incrementAndGet();
            return SampleRuns.change(
                    runs,
                    run.id(),
                    seen -> seen.state() instanceof RunState.Queued ? new RunState.Starting(worker, runs.now()) : null);
        });

        assertThat(after.stream().distinct()).containsExactly(runs.require(run.id()));
        assertThat(runs.require(run.id()).revision()).isEqualTo(2);
    }

    @Test
    void aRestartIsTheNextAttempt() {
        Run running = aRunningRun(runs, "w1");
        SampleRuns.change(
                runs, running.id(), seen -> new RunState.Restarting(SampleRuns.aReason(), runs.now(), 0, runs.now()));

        Run again = runs.apply(running.id(), new RunEvent.Assigned("w2")).run();

        assertThat(again.attempt()).isEqualTo(2);
        assertThat(again.restarts()).isEqualTo(1);
        assertThat(runs.require(running.id())).isEqualTo(again);
    }

    @Test
    void listenersHearOfEveryChangeAfterItIsStored() throws Exception {
        List<String> heard = new ArrayList<>();
        List<Run> stored = new ArrayList<>();
        AutoCloseable listening = runs.onChange(run -> {
            heard.add(run.state().name());
            stored.add(runs.require(run.id()));
        });

        Run run = aRunningRun(runs, "w1");
        listening.close();
        SampleRuns.change(runs, run.id(), seen -> new RunState.Failed(SampleRuns.aReason(), runs.now()));

        assertThat(heard).containsExactly("QUEUED", "STARTING", "RUNNING");
        assertThat(stored).extracting(seen -> seen.state().name()).isEqualTo(heard);
    }

    @Test
    void listenersHearOfTheChangesOfARunInTheirOrderFromAnyCaller() throws Exception {
        Run run = aRunningRun(runs, "w1");
        ConcurrentLinkedQueue<Long> revisions = new ConcurrentLinkedQueue<>();
        runs.onChange(changed -> revisions.add(changed.revision()));
        AtomicInteger turn = new AtomicInteger();

        atOnce(() -> {
            for (int i = 0; i < 20; i++) {
                SampleRuns.change(
                        runs,
                        run.id(),
                        seen -> seen.state() instanceof RunState.Restarting
                                ? new RunState.Starting("w" + turn.incrementAndGet(), runs.now())
                                : new RunState.Restarting(SampleRuns.aReason(), runs.now(), 0, runs.now()));
            }
            return true;
        });

        assertThat(List.copyOf(revisions)).hasSize(20 * THREADS).isSorted();
    }

    @Test
    void pagesGoFromTheNewestToTheOldest() {
        List<Run> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.add(0, aQueuedRun(runs));
        }

        List<Run> first = runs.page(null, null, Long.MAX_VALUE, 2);
        List<Run> second = runs.page(null, null, first.get(1).seq(), 2);
        List<Run> third = runs.page(null, null, second.get(1).seq(), 2);

        assertThat(first).isEqualTo(made.subList(0, 2));
        assertThat(second).isEqualTo(made.subList(2, 4));
        assertThat(third).isEqualTo(made.subList(4, 5));
    }

    @Test
    void pagesAreOfOneRouteAndOneStateIfAsked() {
        Run a = aQueuedRun(runs, aPlanOf("a"));
        Run b = aQueuedRun(runs, aPlanOf("b"));
        Run failed = aFailedRun(runs);

        assertThat(runs.page("a", null, Long.MAX_VALUE, 10)).containsExactly(a);
        assertThat(runs.page(null, "FAILED", Long.MAX_VALUE, 10)).containsExactly(failed);
        assertThat(runs.page(null, "QUEUED", Long.MAX_VALUE, 10)).containsExactly(b, a);
        assertThat(runs.page("a", "FAILED", Long.MAX_VALUE, 10)).isEmpty();
    }

    @Test
    void activeRunsAreThoseThatHaveNotEndedOldestFirst() {
        Run queued = aQueuedRun(runs);
        aFailedRun(runs);
        Run starting = aStartingRun(runs, "w1");

        assertThat(runs.active()).containsExactly(queued, starting);
        assertThat(runs.countByState()).containsEntry("QUEUED", 1L).containsEntry("FAILED", 1L);
    }

    @Test
    void anotherServerOnTheSameDatabaseSeesTheSameRuns() {
        Run run = aRunningRun(runs, "w1");

        assertThat(new Runs(database.jdbi(), clock).require(run.id())).isEqualTo(run);
    }

    @Test
    void timesAreStoredToTheMillisecond() {
        clock.advance(Duration.ofNanos(1_234_567));

        Run run = aQueuedRun(runs);

        assertThat(run.created()).isEqualTo(SampleRuns.NOON.plusMillis(1));
        assertThat(runs.require(run.id()).created()).isEqualTo(run.created());
    }

    private static <T> List<T> atOnce(Callable<T> task) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            CyclicBarrier start = new CyclicBarrier(THREADS);
            List<Future<T>> results = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                results.add(threads.submit(() -> {
                    start.await();
                    return task.call();
                }));
            }
            List<T> values = new ArrayList<>();
            for (Future<T> result : results) {
                values.add(result.get());
            }
            return values;
        } finally {
            threads.shutdownNow();
        }
    }
}
