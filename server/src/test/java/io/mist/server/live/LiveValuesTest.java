package io.mist.server.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Failures;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.protocol.wire.LiveApplied;
import io.mist.protocol.wire.LiveChecked;
import io.mist.protocol.wire.ToWorker;
import io.mist.server.config.LiveConfig;
import io.mist.server.gate.Caller;
import io.mist.server.gate.LiveRequest;
import io.mist.server.gate.LiveVersion;
import io.mist.server.gate.LiveView;
import io.mist.server.run.ManualClock;
import io.mist.server.run.Run;
import io.mist.server.run.RunState;
import io.mist.server.run.RunWaits;
import io.mist.server.run.Runs;
import io.mist.server.run.SampleRuns;
import io.mist.server.store.Database;
import io.mist.server.store.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveValuesTest {

    private static final Caller ADA = new Caller("http", "ada");
    private static final LiveConfig LIMITS = new LiveConfig(16 << 20, 20, 10_000, 30);

    private final ManualClock clock = new ManualClock(SampleRuns.NOON);
    private final Database database = TestDatabase.empty();
    private final Runs runs = new Runs(database.jdbi(), clock);
    private final LiveValues live = new LiveValues(database.jdbi(), runs, LIMITS, Runnable::run);
    private final FakeLink link = new FakeLink();
    private final RunWaits runWaits = new RunWaits(runs, Duration.ofMinutes(1), Runnable::run);
    private final LiveWaits waits = new LiveWaits(runs, live, Duration.ofMinutes(1), Runnable::run);
    private Sender way = link;
    private final LiveChanges changes =
            new LiveChanges(live, runs, runWaits, waits, (to, message) -> way.send(to, message), Runnable::run);

    private Run run;

    /** The way to a worker whose record refuses the filter "forbidden". */
    private final class FakeLink implements Sender {

        private final List<ToWorker> sent = new CopyOnWriteArrayList<>();
        private volatile boolean reachable = true;

        @Override
        public boolean send(Run to, ToWorker message) {
            if (!reachable) {
                return false;
            }
            sent.add(message);
            if (message.hasCheckLive()) {
                JsonNode values = Json.parse(message.getCheckLive().getLive());
                boolean forbidden = values.path("filter").asText().equals("forbidden");
                List<Problem> problems =
                        forbidden ? List.of(new Problem("filter", "must not be forbidden")) : List.of();
                changes.checked(LiveChecked.newBuilder()
                        .setRequest(message.getCheckLive().getRequest())
                        .addAllProblems(Failures.toWire(problems))
                        .build());
            }
            return true;
        }

        List<Long> changes() {
            return sent.stream()
                    .filter(ToWorker::hasChangeLive)
                    .map(message -> message.getChangeLive().getVersion())
                    .toList();
        }
    }

    @BeforeEach
    void open() {
        run = SampleRuns.aRunningRun(runs, "w1");
        live.begin(run.id(), object("{\"filter\":\"error\"}"), ADA);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static ObjectNode object(String json) {
        return Json.parseObject(json);
    }

    private CompletionStage<LiveView> change(LiveRequest request) {
        return change(request, ADA);
    }

    private CompletionStage<LiveView> change(LiveRequest request, Caller caller) {
        return changes.change(request, caller, target -> run.id());
    }

    private LiveView change(String patch, @Nullable Long ifVersion) {
        return change(request(patch, ifVersion, null)).toCompletableFuture().join();
    }

    private LiveRequest request(String patch, @Nullable Long ifVersion, @Nullable String key) {
        return request(new LiveRequest.Patch(object(patch)), ifVersion, key);
    }

    private LiveRequest request(LiveRequest.Change change, @Nullable Long ifVersion, @Nullable String key) {
        return new LiveRequest(LiveRequest.Target.run(run.id()), change, ifVersion, null, key);
    }

    private LiveView rollBack(long to) {
        return change(request(new LiveRequest.Rollback(to), null, null))
                .toCompletableFuture()
                .join();
    }

    private List<LiveVersion> history() {
        return live.history(run, 1_000, null).versions();
    }

    private LiveView changeOnce(String patch, String key) {
        return change(request(patch, null, key)).toCompletableFuture().join();
    }

    private LiveView change(String patch) {
        return change(patch, null);
    }

    private MistException refusal(String patch, @Nullable Long ifVersion) {
        return (MistException) catchThrowableOfType(CompletionException.class, () -> change(patch, ifVersion))
                .getCause();
    }

    private ObjectNode values() {
        return live.view(run).values();
    }

    // ---- accepted

    @Test
    void aRunBeginsWithVersionOne() {
        LiveView view = live.view(run);

        assertThat(view.version()).isEqualTo(1);
        assertThat(view.values()).isEqualTo(object("{\"filter\":\"error\"}"));
        assertThat(view.applied()).isEmpty();
        assertThat(view.accepted()).isNull();
        assertThat(live.of(run.id()).version()).isEqualTo(1);
    }

    @Test
    void aRunWhoseServerDiedBeforeItsFirstVersionWasStoredBeginsWithWhatItWasPlannedWith() {
        Run cutOff =
                runs.create(SampleRuns.aStreamPlan(), "http:ada", "cut-off").run();

        assertThat(live.of(cutOff.id()).version()).isEqualTo(1);
        assertThat(live.of(cutOff.id()).values()).isEqualTo(cutOff.plan().live());
    }

    @Test
    void aChangeIsTheNextVersionOfAllValuesAndGoesToTheWorker() {
        LiveView view = change("{\"limit\":7}");

        assertThat(view.accepted()).isEqualTo(2);
        assertThat(view.version()).isEqualTo(2);
        assertThat(view.values()).isEqualTo(object("{\"filter\":\"error\",\"limit\":7}"));
        assertThat(link.changes()).containsExactly(2L);
    }

    @Test
    void aChangeIsDurableBeforeItIsSent() {
        List<Long> stored = new ArrayList<>();
        way = (to, message) -> {
            stored.add(new LiveValues(database.jdbi(), runs, LIMITS, Runnable::run)
                    .view(run)
                    .version());
            return link.send(to, message);
        };

        change("{\"limit\":7}");

        assertThat(stored).containsExactly(1L, 2L);
    }

    @Test
    void theNextServerKnowsAllVersions() {
        change("{\"limit\":7}");

        LiveValues next = new LiveValues(database.jdbi(), runs, LIMITS, Runnable::run);

        assertThat(next.view(run)).isEqualTo(live.view(run));
        assertThat(next.history(run, 100, null).versions()).isEqualTo(history());
    }

    @Test
    void aChangeThatChangesNothingIsTheCurrentVersion() {
        change("{\"limit\":7}");

        LiveView view = change("{\"limit\":7,\"filter\":\"error\"}");

        assertThat(view.accepted()).isEqualTo(2);
        assertThat(link.changes()).containsExactly(2L);
        assertThat(history()).hasSize(2);
    }

    @Test
    void aPatchIsMergedAsRfc7396Says() {
        change("{\"tags\":{\"a\":\"1\",\"b\":\"2\"}}");

        change("{\"tags\":{\"a\":null,\"c\":\"3\"},\"limit\":1}");
        assertThat(values()).isEqualTo(object("{\"filter\":\"error\",\"tags\":{\"b\":\"2\",\"c\":\"3\"},\"limit\":1}"));

        change("{\"tags\":null,\"filter\":\"all\",\"limit\":null}");
        assertThat(values()).isEqualTo(object("{\"filter\":\"all\"}"));

        change("{\"tags\":{\"d\":null,\"e\":\"5\"}}");
        assertThat(values()).isEqualTo(object("{\"filter\":\"all\",\"tags\":{\"e\":\"5\"}}"));
    }

    @Test
    void aWorkerThatIsAwayWhenAChangeIsStoredGetsItLater() {
        way = (to, message) -> message.hasCheckLive() && link.send(to, message);

        assertThat(change("{\"limit\":7}").accepted()).isEqualTo(2);
        assertThat(live.of(run.id()).values()).isEqualTo(object("{\"filter\":\"error\",\"limit\":7}"));
    }

    // ---- refused

    @Test
    void aChangeOfAnotherVersionThanTheCallersIsAConflict() {
        change("{\"limit\":7}", 1L);

        MistException refused = refusal("{\"limit\":8}", 1L);

        assertThat(refused.code()).isEqualTo("version-conflict");
        assertThat(refused).hasMessageContaining("are at version 2 (expected: 1)");
        assertThat(change("{\"limit\":8}", 2L).accepted()).isEqualTo(3);
    }

    @Test
    void whatTheSchemaRefusesIsNotShownToTheWorker() {
        MistException refused = refusal("{\"limit\":101,\"fliter\":\"x\"}", null);

        assertThat(refused.code()).isEqualTo("invalid-live-values");
        assertThat(refused.problems())
                .containsExactlyInAnyOrder(
                        new Problem("limit", "101 (expected: an integer, 0 to 100)"),
                        new Problem("fliter", "unknown live parameter; did you mean 'filter'?"));
        assertThat(link.sent).isEmpty();
        assertThat(live.view(run).version()).isEqualTo(1);
    }

    @Test
    void whatTheJobsOwnRecordRefusesIsRefusedInItsWords() {
        MistException refused = refusal("{\"filter\":\"forbidden\"}", null);

        assertThat(refused.code()).isEqualTo("invalid-live-values");
        assertThat(refused.problems()).containsExactly(new Problem("filter", "must not be forbidden"));
        assertThat(live.view(run).version()).isEqualTo(1);
        assertThat(link.changes()).isEmpty();
    }

    @Test
    void aWorkerThatCannotBeAskedIsTriedAgainLaterByTheCaller() {
        link.reachable = false;

        MistException refused = refusal("{\"limit\":7}", null);

        assertThat(refused.code()).isEqualTo("worker-away");
        assertThat(refused.kind().wireName()).isEqualTo("resources");
        assertThat(live.view(run).version()).isEqualTo(1);
    }

    @Test
    void anAnswerThatNobodyWaitsForMeansNothing() {
        changes.checked(LiveChecked.newBuilder().setRequest("long gone").build());

        assertThat(live.view(run).version()).isEqualTo(1);
    }

    @Test
    void anEndedRunCannotBeChanged() {
        Run failed = SampleRuns.aFailedRun(runs);
        Run cancelling = SampleRuns.becomes(runs, run, new RunState.Cancelling("w1", runs.now(), runs.now()));

        assertThatThrownBy(() -> LiveChanges.requireChangeable(failed))
                .hasMessageContaining("is FAILED since 2026-11-22T12:00:00Z");
        assertThatThrownBy(() -> LiveChanges.requireChangeable(cancelling)).hasMessageContaining("is being cancelled");
    }

    // ---- many at once

    @Test
    void changesAtOnceGetDistinctVersionsAndAllOfThemStay() throws Exception {
        int threads = 12;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CyclicBarrier start = new CyclicBarrier(threads);
        List<Future<LiveView>> changing = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            String patch = "{\"tags\":{\"t" + i + "\":\"" + i + "\"}}";
            changing.add(pool.submit(() -> {
                start.await();
                return change(patch);
            }));
        }
        List<Long> accepted = new ArrayList<>();
        for (Future<LiveView> change : changing) {
            accepted.add(change.get().accepted());
        }
        pool.shutdownNow();

        assertThat(accepted)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(2, threads + 1).boxed().toList());
        assertThat(values().get("tags")).hasSize(threads);
        assertThat(link.changes()).containsExactlyInAnyOrderElementsOf(accepted);
    }

    @Test
    void ofChangesOfOneVersionAtOnceOneWins() throws Exception {
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CyclicBarrier start = new CyclicBarrier(threads);
        List<Future<LiveView>> changing = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            String patch = "{\"limit\":" + i + "}";
            changing.add(pool.submit(() -> {
                start.await();
                return change(patch, 1L);
            }));
        }
        int won = 0;
        for (Future<LiveView> change : changing) {
            try {
                assertThat(change.get().accepted()).isEqualTo(2);
                won++;
            } catch (java.util.concurrent.ExecutionException e) {
                assertThat(e).hasRootCauseInstanceOf(MistException.class).hasStackTraceContaining("at version 2");
            }
        }
        pool.shutdownNow();

        assertThat(won).isEqualTo(1);
        assertThat(live.view(run).version()).isEqualTo(2);
    }

    // ---- history, rollback, applied

    @Test
    void theHistorySaysWhoChangedWhatNewestFirst() {
        clock.advance(Duration.ofMinutes(1));
        change("{\"filter\":\"warn\",\"limit\":7}");
        change(request("{\"limit\":null}", null, null), new Caller("mqtt", null));

        List<LiveVersion> history = history();

        assertThat(history).extracting(LiveVersion::version).containsExactly(3L, 2L, 1L);
        assertThat(history).extracting(LiveVersion::by).containsExactly("", "ada", "ada");
        assertThat(history).extracting(LiveVersion::door).containsExactly("mqtt", "http", "http");
        assertThat(history.get(1).at()).isEqualTo(SampleRuns.NOON.plusSeconds(60));
        assertThat(history)
                .extracting(LiveVersion::changed)
                .containsExactly(
                        object("{\"limit\":{\"from\":7,\"to\":null}}"),
                        object("{\"filter\":{\"from\":\"error\",\"to\":\"warn\"},\"limit\":{\"from\":null,\"to\":7}}"),
                        object("{\"filter\":{\"from\":null,\"to\":\"error\"}}"));
    }

    @Test
    void aRollbackIsANewVersionEqualToTheOldOne() {
        change("{\"tags\":{\"a\":\"1\"}}");
        ObjectNode old = values();
        change("{\"tags\":{\"b\":\"2\"},\"limit\":7}");

        LiveView view = rollBack(2);

        assertThat(view.accepted()).isEqualTo(4);
        assertThat(view.values()).isEqualTo(old);
        assertThat(history().get(0).changed())
                .isEqualTo(object("{\"tags\":{\"from\":{\"a\":\"1\",\"b\":\"2\"},\"to\":{\"a\":\"1\"}},"
                        + "\"limit\":{\"from\":7,\"to\":null}}"));
    }

    @Test
    void aChangeWithAKnownKeyAnswersWithTheVersionItMade() {
        LiveView first = changeOnce("{\"limit\":7}", "k1");
        change("{\"limit\":8}");

        LiveView again = changeOnce("{\"limit\":7}", "k1");

        assertThat(first.accepted()).isEqualTo(2);
        assertThat(again.accepted()).isEqualTo(2);
        assertThat(again.version()).isEqualTo(3);
        assertThat(values()).isEqualTo(object("{\"filter\":\"error\",\"limit\":8}"));
        assertThat(link.changes()).containsExactly(2L, 3L);
    }

    @Test
    void aKeyIsKnownAlsoWhenItsChangeMadeNoNewVersion() {
        changeOnce("{\"filter\":\"error\"}", "k1");
        change("{\"filter\":\"warn\"}");

        assertThat(changeOnce("{\"filter\":\"error\"}", "k1").accepted()).isEqualTo(1);
        assertThat(values()).isEqualTo(object("{\"filter\":\"warn\"}"));
        assertThat(live.store().keyed(run.id(), "k1"))
                .hasValueSatisfying(change -> assertThat(change.version()).isEqualTo(1));
        assertThat(live.store().keyed(run.id(), "k2")).isEmpty();
    }

    @Test
    void ofManyChangesWithOneKeyOneIsMade() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            CyclicBarrier together = new CyclicBarrier(4);
            List<Future<LiveView>> changes = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                changes.add(threads.submit(() -> {
                    together.await();
                    return changeOnce("{\"limit\":7}", "k1");
                }));
            }
            for (Future<LiveView> change : changes) {
                assertThat(change.get().accepted()).isEqualTo(2);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(history()).hasSize(2);
    }

    @Test
    void aRollbackToAVersionThatIsNotThereNamesThoseThereAre() {
        assertThatThrownBy(() -> rollBack(9))
                .hasRootCauseInstanceOf(MistException.class)
                .hasMessageContaining("version 9 of run " + run.id() + " (expected: 1 to 1)");
    }

    @Test
    void aConflictTellsTheVersionAndTheValuesThatThereAre() {
        change("{\"limit\":7}");

        JsonNode live = refusal("{\"limit\":8}", 1L).members().path("live");

        assertThat(live.path("version").asLong()).isEqualTo(2);
        assertThat(live.path("values")).isEqualTo(values());
        assertThat(live.path("state").asText()).isEqualTo("RUNNING");
    }

    @Test
    void aKeyOfAnotherChangeIsRefused() {
        changeOnce("{\"limit\":7,\"filter\":\"x\"}", "k1");

        assertThat(changeOnce("{\"filter\":\"x\",\"limit\":7}", "k1").accepted())
                .isEqualTo(2);
        assertThatThrownBy(() -> changeOnce("{\"limit\":8}", "k1"))
                .hasRootCauseInstanceOf(MistException.class)
                .hasMessageContaining("key 'k1' was used for another change of run " + run.id()
                        + ", which made version 2 (expected: the same values again, or a new key)");
        assertThatThrownBy(() -> change(request(new LiveRequest.Rollback(1), null, "k1"))
                        .toCompletableFuture()
                        .join())
                .hasMessageContaining("key 'k1'");
        assertThat(live.view(run).version()).isEqualTo(2);
    }

    @Test
    void theKeysOfTheNewestChangesAreKnown() {
        for (int i = 0; i < LIMITS.keys() + 5; i++) {
            changeOnce("{\"filter\":\"error\"}", "k" + i);
        }

        assertThatThrownBy(() -> changeOnce("{\"limit\":1}", "k5")).hasMessageContaining("key 'k5'");
        assertThat(live.store().keyed(run.id(), "k4")).isEmpty();
        assertThat(changeOnce("{\"limit\":1}", "k4").accepted()).isEqualTo(2);
    }

    @Test
    void theHistoryTellsWhichVersionWasRolledBackTo() {
        change("{\"limit\":7}");
        rollBack(1);

        assertThat(history()).extracting(LiveVersion::rolledBackTo).containsExactly(1L, null, null);
    }

    @Test
    void theHistoryIsReadPageByPage() {
        for (int i = 1; i <= 6; i++) {
            change("{\"limit\":" + i + "}");
        }

        LiveVersion.Page first = live.history(run, 3, null);
        LiveVersion.Page second = live.history(run, 3, first.next());
        LiveVersion.Page third = live.history(run, 3, second.next());

        assertThat(first.versions()).extracting(LiveVersion::version).containsExactly(7L, 6L, 5L);
        assertThat(first.versions().get(2).changed()).isEqualTo(object("{\"limit\":{\"from\":3,\"to\":4}}"));
        assertThat(second.versions()).extracting(LiveVersion::version).containsExactly(4L, 3L, 2L);
        assertThat(third.versions()).extracting(LiveVersion::version).containsExactly(1L);
        assertThat(third.next()).isNull();
        assertThatThrownBy(() -> live.history(run, 0, null)).hasMessageContaining("limit: 0 (expected: 1 to 1000)");
    }

    @Test
    void theOldestVersionsAreDroppedButNotWhatAQueryHasApplied() {
        change("{\"limit\":1}");
        live.applied(applied("a", 2, 7));
        for (int i = 3; i <= 30; i++) {
            change("{\"limit\":" + i + "}");
        }

        List<Long> kept = history().stream().map(LiveVersion::version).toList();
        assertThat(kept)
                .hasSize(LIMITS.historyVersions() + 1)
                .startsWith(30L, 29L)
                .endsWith(11L, 2L);
        assertThat(history().get(19).changed()).isNull();
        assertThatThrownBy(() -> rollBack(5))
                .hasMessageContaining("version 5 of run " + run.id() + " is not kept any more (expected: 2 to 30;"
                        + " see mist.live.history-versions and history-bytes)");
    }

    @Test
    void largeVersionsAreDroppedByTheirSize() {
        for (int i = 0; i < 10; i++) {
            change("{\"filter\":\"" + i + "x".repeat(3_000) + "\"}");
        }

        assertThat(history()).extracting(LiveVersion::version).containsExactly(11L, 10L, 9L);
    }

    @Test
    void aVersionThatIsLargerThanTheWholeHistoryMayBeIsKeptWhileItIsTheNewest() {
        change("{\"filter\":\"" + "x".repeat(20_000) + "\"}");

        assertThat(live.view(run).version()).isEqualTo(2);
        assertThat(history()).extracting(LiveVersion::version).containsExactly(2L);
        assertThat(change("{\"filter\":\"error\"}").accepted()).isEqualTo(3);
    }

    @Test
    void anyTwoVersionsCanBeCompared() {
        change("{\"limit\":7}");
        change("{\"filter\":\"warn\"}");

        assertThat(live.difference(run, 1, null).changed())
                .isEqualTo(object(
                        "{\"limit\":{\"from\":null,\"to\":7}," + "\"filter\":{\"from\":\"error\",\"to\":\"warn\"}}"));
        assertThat(live.difference(run, 3, 2L).changed())
                .isEqualTo(object("{\"filter\":{\"from\":\"warn\",\"to\":\"error\"}}"));
        assertThatThrownBy(() -> live.difference(run, 4, null)).hasMessageContaining("(expected: 1 to 3)");
        assertThatThrownBy(() -> waits.await(run.id(), 4L, Duration.ZERO))
                .hasMessageContaining("version 4 of run " + run.id());
    }

    @Test
    void whatABatchJobHasReadHasNoEpoch() {
        live.applied(applied("job", 1, 0).toBuilder().clearEpoch().build());

        assertThat(live.view(run).applied()).containsExactly(new LiveView.Applied("job", 1, null, SampleRuns.NOON));
    }

    @Test
    void whatIsAppliedIsKnownPerQueryAndListenersHearOfIt() throws Exception {
        List<LiveView> heard = new ArrayList<>();
        AutoCloseable listening = live.onChange(heard::add);
        change("{\"limit\":7}");
        live.applied(applied("a", 2, 7));
        live.applied(applied("b", 1, 3));
        live.applied(applied("b", 2, 4));
        listening.close();
        change("{\"limit\":8}");

        assertThat(heard).extracting(LiveView::version).containsExactly(2L, 2L, 2L, 2L);
        assertThat(heard).extracting(view -> view.isApplied(2)).containsExactly(false, true, false, true);
        assertThat(live.view(run).applied())
                .containsExactly(
                        new LiveView.Applied("a", 2, 7L, SampleRuns.NOON),
                        new LiveView.Applied("b", 2, 4L, SampleRuns.NOON));
    }

    @Test
    void aQueryThatHasEndedIsNotWaitedFor() {
        change("{\"limit\":7}");
        live.applied(applied("a", 2, 7));
        live.applied(applied("b", 1, 3));
        assertThat(live.view(run).isApplied(2)).isFalse();

        live.applied(applied("b", 1, 3).toBuilder().setEnded(true).build());

        assertThat(live.view(run).isApplied(2)).isTrue();
    }

    @Test
    void queriesWithoutANameAreForgottenWhenTheRunIsRestarted() {
        live.applied(applied("a", 1, 7));
        live.applied(applied("3dbe6714-1a5b-49f4-97d7-2b5d2d3d17de", 1, 3));

        SampleRuns.change(
                runs,
                run.id(),
                seen -> new RunState.Restarting(SampleRuns.aReason(), runs.now(), 1, SampleRuns.NOON.plusSeconds(1)));

        await().untilAsserted(() -> assertThat(live.view(run).applied())
                .extracting(LiveView.Applied::query)
                .containsExactly("a"));
    }

    @Test
    void whatAnUnknownRunSaysIsAppliedDoesNoHarm() {
        live.applied(applied("a", 2, 7).toBuilder().setRun("gone").build());

        assertThat(live.view(run).applied()).isEmpty();
    }

    private LiveApplied applied(String query, long version, long epoch) {
        return LiveApplied.newBuilder()
                .setRun(run.id())
                .setQuery(query)
                .setVersion(version)
                .setEpoch(epoch)
                .setAtMillis(SampleRuns.NOON.toEpochMilli())
                .build();
    }

    @Test
    void moreThanTheBoundIsRefusedAndChangesNothing() {
        LiveValues bounded =
                new LiveValues(database.jdbi(), runs, new LiveConfig(1_000, 20, 10_000, 30), Runnable::run);
        LiveChanges changes = new LiveChanges(bounded, runs, runWaits, waits, link, Runnable::run);
        LiveRequest large = request("{\"filter\":\"" + "x".repeat(1_000) + "\"}", null, null);

        assertThat(changes.change(large, ADA, target -> run.id()).toCompletableFuture())
                .failsWithin(java.time.Duration.ofSeconds(10))
                .withThrowableThat()
                .withMessageContaining("1013 bytes as JSON (expected: at most 1000, mist.live.max-bytes)")
                .withMessageContaining("the largest is 'filter' with about 1002");
        assertThat(bounded.view(run).version()).isEqualTo(1);
        assertThat(link.sent).isEmpty();
    }
}
