package io.mist.worker.live.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mist.protocol.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLiveTest {

    @TempDir
    Path directory;

    private static final Version ONE = version(1);
    private final RunLive live = new RunLive("r1", Set.of(), ONE);
    private final List<RunLive.Effect> applied = new ArrayList<>();

    @BeforeEach
    void listen() {
        live.onEffect(applied::add);
    }

    /** What has been reported since this was asked for last. */
    private List<RunLive.Effect> news() {
        List<RunLive.Effect> news = List.copyOf(applied);
        applied.clear();
        return news;
    }

    private Version pin(String query, long epoch) {
        return live.pin(query, epoch, () -> log(query));
    }

    private PinLog log(String query) {
        return PinLog.open(
                new org.apache.hadoop.fs.Path(directory.resolve(query).toUri()), new Configuration(), "r1", 100);
    }

    private static Version version(long number) {
        return new Version(number, Json.parseObject("{\"n\":" + number + "}"));
    }

    @Test
    void anEpochTakesTheNewestVersionAndKeepsIt() {
        assertThat(pin("q", 0)).isEqualTo(ONE);

        live.change(version(2));

        assertThat(pin("q", 0)).isEqualTo(ONE);
        assertThat(pin("q", 1)).isEqualTo(version(2));
        assertThat(live.newest()).isEqualTo(version(2));
    }

    @Test
    void versionsNeverGoBack() {
        live.change(version(3));
        live.change(version(2));

        assertThat(live.newest()).isEqualTo(version(3));
        assertThat(pin("q", 5)).isEqualTo(version(3));
        assertThat(pin("q", 4)).isEqualTo(version(3));
    }

    @Test
    void queriesPinTheirEpochsEachForItself() {
        pin("a", 7);
        live.change(version(2));
        pin("b", 0);

        assertThat(pin("a", 7)).isEqualTo(ONE);
        assertThat(pin("b", 0)).isEqualTo(version(2));
        assertThat(live.epoch("a")).hasValue(7);
        assertThat(live.epoch("c")).isEmpty();
    }

    @Test
    void whatHasComeIntoEffectIsReportedOnce() {
        assertThat(news()).isEmpty();
        pin("q", 0);
        assertThat(news()).containsExactly(new RunLive.Effect("q", 1, 0));

        pin("q", 1);
        assertThat(news()).isEmpty();
        live.change(version(2));
        assertThat(news()).isEmpty();
        pin("q", 2);
        assertThat(news()).containsExactly(new RunLive.Effect("q", 2, 2));
    }

    @Test
    void anIdleQuerysNextEpochIsCertainToTakeTheNewestVersion() {
        pin("q", 4);
        assertThat(news()).containsExactly(new RunLive.Effect("q", 1, 4));
        live.ended("q", 4);
        assertThat(news()).isEmpty();

        live.change(version(2));

        assertThat(news()).containsExactly(new RunLive.Effect("q", 2, 5));
        live.idle("q", 5);
        assertThat(news()).isEmpty();
        pin("q", 5);
        assertThat(news()).isEmpty();
    }

    @Test
    void aChangeDuringABatchIsReportedWhenTheBatchEnds() {
        pin("q", 4);
        live.change(version(2));
        assertThat(news()).containsExactly(new RunLive.Effect("q", 1, 4));

        live.ended("q", 4);

        assertThat(news()).containsExactly(new RunLive.Effect("q", 2, 5));
    }

    @Test
    void aNoteOfAnEarlierEpochThatComesLateSaysNothingOfTheBatchUnderWay() {
        pin("q", 4);
        pin("q", 5);
        live.change(version(2));
        news();

        live.ended("q", 4);
        live.idle("q", 5);
        assertThat(news()).isEmpty();

        pin("q", 6);
        assertThat(news()).containsExactly(new RunLive.Effect("q", 2, 6));
    }

    @Test
    void aQueryThatRepeatsAnEpochReportsNothingBeforeItHasPlannedIt() {
        live.started("q", 5, true);
        live.change(version(2));
        live.ended("q", 4);
        live.idle("q", 5);
        assertThat(news()).isEmpty();

        live.ended("q", 5);
        assertThat(news()).containsExactly(new RunLive.Effect("q", 2, 6));
    }

    @Test
    void aQueryThatIsForgottenReportsNothing() {
        pin("q", 4);
        live.forget("q");
        news();

        live.ended("q", 4);
        live.idle("q", 5);
        live.change(version(2));

        assertThat(news()).isEmpty();
    }

    @Test
    void ofAQueryThatHasPlannedNothingYetTheFirstEpochMustBeKnown() {
        live.started("q", 8, true);
        assertThat(news()).isEmpty();
        live.idle("q", 9);
        assertThat(news()).containsExactly(new RunLive.Effect("q", 1, 9));

        live.started("r", 3, false);
        assertThat(news()).containsExactly(new RunLive.Effect("r", 1, 3));
    }

    @Test
    void anEpochThatWasBegunBeforeACrashSeesItsVersionAgainAndTheNextOneTheNewest() {
        live.change(version(2));
        pin("q", 4);

        RunLive restarted = new RunLive("r1", Set.of(), version(7));
        restarted.onEffect(applied::add);
        news();

        assertThat(restarted.pin("q", 4, () -> log("q"))).isEqualTo(version(2));
        assertThat(news()).containsExactly(new RunLive.Effect("q", 2, 4));
        assertThat(restarted.pin("q", 5, () -> log("q"))).isEqualTo(version(7));
        assertThat(news()).containsExactly(new RunLive.Effect("q", 7, 5));
    }

    @Test
    void noEpochSeesAVersionBelowOneThatWasSeenBeforeACrash() {
        live.change(version(3));
        pin("q", 4);

        RunLive restarted = new RunLive("r1", Set.of(), version(2));

        assertThat(restarted.pin("q", 5, () -> log("q"))).isEqualTo(version(3));
        assertThat(restarted.newest()).isEqualTo(version(3));
    }

    @Test
    void aChangeThatIsCertainForTheNextEpochStaysSoAfterACrash() {
        pin("q", 4);
        live.ended("q", 4);
        live.change(version(2));
        assertThat(news()).contains(new RunLive.Effect("q", 2, 5));

        RunLive restarted = new RunLive("r1", Set.of(), version(2));

        assertThat(restarted.pin("q", 5, () -> log("q"))).isEqualTo(version(2));
    }

    @Test
    void theFirstEpochOfAVersionIsReportedAlsoWhenLaterOnesHaveBegun() {
        pin("q", 0);
        news();
        live.change(version(2));
        pin("q", 1);
        pin("q", 2);

        assertThat(news()).containsExactly(new RunLive.Effect("q", 2, 1));
    }

    @Test
    void aVersionIsNotAppliedBeforeItsEpochIsWrittenDown() throws Exception {
        Path place = directory.resolve("q/mist-live/epochs");
        pin("q", 0);
        news();
        live.change(version(2));
        Files.move(place, directory.resolve("away"));
        Files.createFile(place);
        assertThatThrownBy(() -> pin("q", 1)).hasMessageContaining("epochs");

        assertThat(news()).isEmpty();
        Files.delete(place);
        Files.move(directory.resolve("away"), place);
        assertThat(pin("q", 1)).isEqualTo(version(2));
        assertThat(news()).containsExactly(new RunLive.Effect("q", 2, 1));
    }

    @Test
    void aBatchJobHasAVersionFromWhereItReadsIt() {
        List<Version> read = new ArrayList<>();
        live.onRead(read::add);
        live.change(version(2));

        assertThat(live.lastRead()).isEqualTo(ONE);
        assertThat(read).isEmpty();

        assertThat(live.read()).isEqualTo(version(2));
        assertThat(live.read()).isEqualTo(version(2));
        live.change(version(3));

        assertThat(live.lastRead()).isEqualTo(version(2));
        assertThat(read).containsExactly(version(2));
    }

    @Test
    void whatAStreamReadsOutsideOfItsBatchesIsTheNewestAndNotReported() {
        live.change(version(2));

        assertThat(live.read()).isEqualTo(version(2));
        live.change(version(3));

        assertThat(live.lastRead()).isEqualTo(version(3));
    }
}
