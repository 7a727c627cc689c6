package io.mist.worker.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mist.protocol.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLiveTest {

    @TempDir
    Path directory;

    private static final Version ONE = version(1);
    private final RunLive live = new RunLive("r1", Map.of(), ONE);

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
        assertThat(live.newlyApplied("q")).isEmpty();
        pin("q", 0);
        assertThat(live.newlyApplied("q")).contains(new RunLive.Applied("q", 1, 0));
        assertThat(live.newlyApplied("q")).isEmpty();

        pin("q", 1);
        assertThat(live.newlyApplied("q")).isEmpty();
        live.change(version(2));
        assertThat(live.newlyApplied("q")).isEmpty();
        pin("q", 2);
        assertThat(live.newlyApplied("q")).contains(new RunLive.Applied("q", 2, 2));
    }

    @Test
    void anIdleQuerysNextEpochIsCertainToTakeTheNewestVersion() {
        pin("q", 4);
        live.newlyApplied("q");
        assertThat(live.certainlyNext("q", () -> -1)).isEmpty();

        live.change(version(2));

        assertThat(live.isBehind("q")).isTrue();
        assertThat(live.certainlyNext("q", () -> -1)).contains(new RunLive.Applied("q", 2, 5));
        assertThat(live.certainlyNext("q", () -> -1)).isEmpty();
        assertThat(live.isBehind("q")).isFalse();
        pin("q", 5);
        assertThat(live.newlyApplied("q")).isEmpty();
    }

    @Test
    void ofAQueryThatHasPlannedNothingYetTheFirstEpochMustBeKnown() {
        assertThat(live.certainlyNext("q", () -> -1)).isEmpty();
        assertThat(live.certainlyNext("q", () -> 9)).contains(new RunLive.Applied("q", 1, 9));
    }

    @Test
    void anEpochThatWasBegunBeforeACrashSeesItsVersionAgainAndTheNextOneTheNewest() {
        live.change(version(2));
        pin("q", 4);

        RunLive restarted = new RunLive("r1", Map.of(), version(7));

        assertThat(restarted.pin("q", 4, () -> log("q"))).isEqualTo(version(2));
        assertThat(restarted.newlyApplied("q")).contains(new RunLive.Applied("q", 2, 4));
        assertThat(restarted.pin("q", 5, () -> log("q"))).isEqualTo(version(7));
        assertThat(restarted.newlyApplied("q")).contains(new RunLive.Applied("q", 7, 5));
    }

    @Test
    void noEpochSeesAVersionBelowOneThatWasSeenBeforeACrash() {
        live.change(version(3));
        pin("q", 4);

        RunLive restarted = new RunLive("r1", Map.of(), version(2));

        assertThat(restarted.pin("q", 5, () -> log("q"))).isEqualTo(version(3));
        assertThat(restarted.newest()).isEqualTo(version(3));
    }

    @Test
    void aChangeThatIsCertainForTheNextEpochStaysSoAfterACrash() {
        pin("q", 4);
        live.change(version(2));
        assertThat(live.certainlyNext("q", () -> -1)).contains(new RunLive.Applied("q", 2, 5));

        RunLive restarted = new RunLive("r1", Map.of(), version(2));

        assertThat(restarted.pin("q", 5, () -> log("q"))).isEqualTo(version(2));
    }

    @Test
    void theFirstEpochOfAVersionIsReportedAlsoWhenLaterOnesHaveBegun() {
        pin("q", 0);
        live.newlyApplied("q");
        live.change(version(2));
        pin("q", 1);
        pin("q", 2);

        assertThat(live.newlyApplied("q")).contains(new RunLive.Applied("q", 2, 1));
    }

    @Test
    void aVersionIsNotAppliedBeforeItsEpochIsWrittenDown() throws Exception {
        Path place = directory.resolve("q/mist-live/epochs");
        pin("q", 0);
        live.newlyApplied("q");
        live.change(version(2));
        Files.move(place, directory.resolve("away"));
        Files.createFile(place);
        assertThatThrownBy(() -> pin("q", 1)).hasMessageContaining("epochs");

        assertThat(live.newlyApplied("q")).isEmpty();
        Files.delete(place);
        Files.move(directory.resolve("away"), place);
        assertThat(pin("q", 1)).isEqualTo(version(2));
        assertThat(live.newlyApplied("q")).contains(new RunLive.Applied("q", 2, 1));
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
