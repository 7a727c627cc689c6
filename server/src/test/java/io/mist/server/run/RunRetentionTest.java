package io.mist.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.server.config.LiveConfig;
import io.mist.server.config.RunsConfig;
import io.mist.server.gate.Caller;
import io.mist.server.live.LiveValues;
import io.mist.server.store.Database;
import io.mist.server.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRetentionTest {

    private static final List<String> LIVE_TABLES = List.of("live_versions", "live_applied", "live_keys");

    @TempDir
    private Path data;

    private final ManualClock clock = new ManualClock(SampleRuns.NOON);
    private final Database database = TestDatabase.empty();
    private final Runs runs = new Runs(database.jdbi(), clock);
    private final LiveValues live =
            new LiveValues(database.jdbi(), runs, new LiveConfig(1 << 20, 100, 1 << 20, 100), Runnable::run);
    private RunLogs logs;

    @BeforeEach
    void open() throws IOException {
        logs = new RunLogs(data.resolve("logs"), 1 << 20);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private RunRetention retention(Optional<Duration> age, int maxEnded) {
        return new RunRetention(
                runs,
                logs,
                data.resolve("runs"),
                live,
                new RunsConfig(1 << 20, Duration.ofMinutes(1), Duration.ofMinutes(1), age, maxEnded));
    }

    private Run aRun(String key) throws IOException {
        Run run = runs.create(SampleRuns.aBatchPlan(), "test", key).run();
        live.begin(run.id(), run.plan().live(), new Caller("http", "ada"));
        logs.append(run.id(), List.of("a line"));
        Path offsets = Files.createDirectories(data.resolve("runs/" + run.id() + "/checkpoints/alerts/offsets"));
        Files.writeString(offsets.resolve("0"), "v1");
        return run;
    }

    private Run anEndedRun(String key) throws IOException {
        return SampleRuns.becomes(runs, aRun(key), new RunState.Failed(SampleRuns.aReason(), runs.now()));
    }

    private boolean hasAnything(Run run) {
        boolean hasRows = LIVE_TABLES.stream()
                .anyMatch(table -> database.jdbi()
                                .withHandle(handle -> handle.createQuery(
                                                "select count(*) from " + table + " where run = :run")
                                        .bind("run", run.id())
                                        .mapTo(Long.class)
                                        .one())
                        > 0);
        return hasRows
                || runs.find(run.id()).isPresent()
                || Files.exists(data.resolve("runs").resolve(run.id()))
                || Files.exists(data.resolve("logs/run-" + run.id() + ".log"));
    }

    private boolean hasEverything(Run run) {
        return runs.find(run.id()).isPresent()
                && live.of(run.id()).version() == 1
                && Files.exists(data.resolve("runs/" + run.id() + "/checkpoints/alerts/offsets/0"))
                && Files.exists(data.resolve("logs/run-" + run.id() + ".log"));
    }

    @Test
    void aRunIsRemovedWithAllThatItHasWhenItEndedLongAgo() throws Exception {
        Run old = anEndedRun("a");
        clock.advance(Duration.ofDays(20));
        Run recent = anEndedRun("b");
        clock.advance(Duration.ofDays(11));

        int removed = retention(Optional.of(Duration.ofDays(30)), 100).sweep();

        assertThat(removed).isEqualTo(1);
        assertThat(hasAnything(old)).isFalse();
        assertThat(hasEverything(recent)).isTrue();
        assertThat(runs.countByState()).containsEntry("FAILED", 1L);
    }

    @Test
    void aRunThatHasNotEndedStaysHoweverOldItIs() throws Exception {
        Run active = aRun("a");
        clock.advance(Duration.ofDays(1_000));

        assertThat(retention(Optional.of(Duration.ofDays(30)), 0).sweep()).isZero();
        assertThat(hasEverything(active)).isTrue();
    }

    @Test
    void theOldestOfTooManyEndedRunsAreRemoved() throws Exception {
        Run first = anEndedRun("a");
        clock.advance(Duration.ofSeconds(1));
        Run second = anEndedRun("b");
        clock.advance(Duration.ofSeconds(1));
        Run third = anEndedRun("c");

        assertThat(retention(Optional.empty(), 2).sweep()).isEqualTo(1);

        assertThat(hasAnything(first)).isFalse();
        assertThat(hasEverything(second)).isTrue();
        assertThat(hasEverything(third)).isTrue();
    }

    @Test
    void allThatIsTooOldGoesHoweverMuchItIs() throws Exception {
        for (int i = 0; i < 250; i++) {
            SampleRuns.aFailedRun(runs);
        }
        clock.advance(Duration.ofDays(31));

        assertThat(retention(Optional.of(Duration.ofDays(30)), 100).sweep()).isEqualTo(250);
        assertThat(runs.countByState()).isEmpty();
    }

    @Test
    void aKeyGoesWithItsRun() throws Exception {
        Run old = anEndedRun("a");
        clock.advance(Duration.ofDays(31));
        retention(Optional.of(Duration.ofDays(30)), 100).sweep();

        Runs.Created again = runs.create(SampleRuns.aBatchPlan(), "test", "a");

        assertThat(again.isNew()).isTrue();
        assertThat(again.run().id()).isNotEqualTo(old.id());
    }

    @Test
    void followersHearOfNewChangesAfterAllRunsAreRemoved() throws Exception {
        List<String> heard = new java.util.concurrent.CopyOnWriteArrayList<>();
        runs.onChange(run -> heard.add(run.state().name()));
        anEndedRun("a");
        clock.advance(Duration.ofDays(31));
        retention(Optional.of(Duration.ofDays(30)), 100).sweep();

        anEndedRun("b");
        runs.feed().poll();

        assertThat(heard).containsExactly("QUEUED", "FAILED", "QUEUED", "FAILED");
        assertThat(new Runs(database.jdbi(), clock).changes(0, 100))
                .extracting(change -> change.value().state().name())
                .containsExactly("QUEUED", "FAILED");
    }

    @Test
    void aSweepThatWasInterruptedIsRepeated() throws Exception {
        Run old = anEndedRun("a");
        clock.advance(Duration.ofDays(31));
        logs.remove(old.id());
        live.remove(List.of(old.id()));

        retention(Optional.of(Duration.ofDays(30)), 100).sweep();

        assertThat(hasAnything(old)).isFalse();
    }
}
