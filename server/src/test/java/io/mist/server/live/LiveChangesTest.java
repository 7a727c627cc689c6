package io.mist.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.protocol.Json;
import io.mist.protocol.wire.LiveApplied;
import io.mist.protocol.wire.LiveChecked;
import io.mist.protocol.wire.ToWorker;
import io.mist.server.config.LiveConfig;
import io.mist.server.gate.Caller;
import io.mist.server.gate.LiveRequest;
import io.mist.server.gate.LiveView;
import io.mist.server.run.ManualClock;
import io.mist.server.run.Run;
import io.mist.server.run.RunState;
import io.mist.server.run.RunWaits;
import io.mist.server.run.Runs;
import io.mist.server.run.SampleRuns;
import io.mist.server.store.Database;
import io.mist.server.store.LostAnswers;
import io.mist.server.store.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a change of live values costs, and what it waits for. */
class LiveChangesTest {

    private static final Caller ADA = new Caller("http", "ada");
    private static final LiveConfig LIMITS = new LiveConfig(16 << 20, 1_000, 1 << 20, 1_000);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Database database = TestDatabase.empty();
    private final LostAnswers answers = new LostAnswers(database);
    private final Jdbi jdbi = answers.jdbi();
    private final Runs runs = new Runs(jdbi, new ManualClock(SampleRuns.NOON));
    private final List<String> statements = new CopyOnWriteArrayList<>();
    private final AtomicInteger handOvers = new AtomicInteger();
    private final List<ToWorker> sent = new CopyOnWriteArrayList<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final LiveValues live = new LiveValues(jdbi, runs, LIMITS, this::handOver);
    private final RunWaits runWaits = new RunWaits(runs, MINUTE, this::handOver);
    private final LiveWaits waits = new LiveWaits(runs, live, MINUTE, this::handOver);
    private final LiveChanges changes =
            new LiveChanges(live, runs, runWaits, waits, (to, message) -> sent.add(message), this::handOver);

    private Run run;

    private void handOver(Runnable task) {
        handOvers.incrementAndGet();
        thread.execute(task);
    }

    @BeforeEach
    void open() {
        run = SampleRuns.aRunningRun(runs, "w1");
        live.begin(run.id(), Json.parseObject("{\"filter\":\"error\"}"), ADA);
        jdbi.setSqlLogger(new SqlLogger() {
            @Override
            public void logAfterExecution(StatementContext context) {
                statements.add(String.valueOf(context.getRenderedSql()));
            }
        });
    }

    @AfterEach
    void close() {
        thread.shutdownNow();
        database.close();
    }

    private CompletableFuture<LiveView> change(Run of, String patch, @Nullable Duration awaitApplied) {
        LiveRequest request = new LiveRequest(
                LiveRequest.Target.run(of.id()),
                new LiveRequest.Patch(Json.parseObject(patch)),
                null,
                awaitApplied,
                null);
        return changes.change(request, ADA, target -> of.id()).toCompletableFuture();
    }

    private ToWorker nextSent(int number) {
        org.awaitility.Awaitility.await().until(() -> sent.size() >= number);
        return sent.get(number - 1);
    }

    private void accept(ToWorker question) {
        changes.checked(LiveChecked.newBuilder()
                .setRequest(question.getCheckLive().getRequest())
                .build());
    }

    private void apply(long version) {
        changes.applied(LiveApplied.newBuilder()
                .setRun(run.id())
                .setQuery("q")
                .setVersion(version)
                .setEpoch(7)
                .setAtMillis(1)
                .build());
    }

    @Test
    void aChangeThatIsAwaitedUntilItIsAppliedTakesSevenStatementsAndThreeHandOvers() {
        CompletableFuture<LiveView> view = change(run, "{\"limit\":7}", MINUTE);
        accept(nextSent(1));
        assertThat(nextSent(2).getChangeLive().getVersion()).isEqualTo(2);
        apply(2);

        assertThat(view).succeedsWithin(10, TimeUnit.SECONDS).satisfies(applied -> {
            assertThat(applied.isApplied(2)).isTrue();
            assertThat(applied.accepted()).isEqualTo(2);
        });
        assertThat(statements).as(String.join("\n", statements)).hasSizeLessThanOrEqualTo(7);
        assertThat(handOvers).hasValueLessThanOrEqualTo(3);
    }

    @Test
    void aChangeThatIsOnlyAcceptedTakesFourStatements() {
        CompletableFuture<LiveView> view = change(run, "{\"limit\":7}", null);
        accept(nextSent(1));

        assertThat(view)
                .succeedsWithin(10, TimeUnit.SECONDS)
                .satisfies(accepted -> assertThat(accepted.accepted()).isEqualTo(2));
        assertThat(statements).as(String.join("\n", statements)).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void aStateOfARunTakesOneStatementMoreForTheFeed() {
        statements.clear();

        SampleRuns.becomes(runs, run, new RunState.Failed(SampleRuns.aReason(), runs.now()));

        assertThat(statements).as(String.join("\n", statements)).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void noThreadWaitsForAWorker() {
        Run slow = SampleRuns.aRunningRun(runs, "w2");
        change(slow, "{\"limit\":1}", MINUTE);
        nextSent(1);

        CompletableFuture<LiveView> view = change(run, "{\"limit\":7}", null);
        accept(nextSent(2));

        assertThat(view).succeedsWithin(10, TimeUnit.SECONDS);
    }

    @Test
    void aChangeWaitsForARunThatIsStarting() {
        Run starting = SampleRuns.aStartingRun(runs, "w3");
        CompletableFuture<LiveView> view = change(starting, "{\"limit\":7}", null);
        assertThat(sent).isEmpty();

        SampleRuns.becomes(runs, starting, new RunState.Running("w3", runs.now()));
        accept(nextSent(1));

        assertThat(view).succeedsWithin(10, TimeUnit.SECONDS);
    }

    @Test
    void aCallerThatWaitsForTheApplicationHearsOfTheEndOfTheRun() {
        CompletableFuture<LiveView> view = change(run, "{\"limit\":7}", MINUTE);
        accept(nextSent(1));
        nextSent(2);

        SampleRuns.becomes(runs, run, new RunState.Failed(SampleRuns.aReason(), runs.now()));

        assertThat(view).succeedsWithin(10, TimeUnit.SECONDS).satisfies(ended -> {
            assertThat(ended.hasEnded()).isTrue();
            assertThat(ended.accepted()).isEqualTo(2);
        });
    }

    @Test
    void aVersionWhoseCommitWasNotAnsweredGoesToTheWorkerWithTheNextPoll() {
        CompletableFuture<LiveView> view = change(run, "{\"limit\":7}", null);
        ToWorker question = nextSent(1);
        answers.loseNext();
        accept(question);
        assertThat(view).failsWithin(10, TimeUnit.SECONDS);

        live.feed().poll();

        assertThat(nextSent(2).getChangeLive().getVersion()).isEqualTo(2);
        assertThat(nextSent(2).getChangeLive().getLive()).contains("\"limit\":7");
    }

    @Test
    void aVersionThatAnotherServerHasStoredGoesToTheWorkerToo() {
        LiveStore.Stored version =
                new LiveStore.Stored(2, runs.now(), "ada", "http", null, Json.parseObject("{\"filter\":\"warn\"}"));
        LiveStore other = new LiveStore(database.jdbi(), LIMITS);
        other.append(other.state(run.id()).orElseThrow(), version, null);

        live.feed().poll();

        assertThat(nextSent(1).getChangeLive().getVersion()).isEqualTo(2);
    }
}
