package io.mist.worker.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.protocol.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunLiveTest {

    private static final Version ONE = version(1);
    private final RunLive live = new RunLive("r1", Map.of(), ONE);

    private static Version version(long number) {
        return new Version(number, Json.parseObject("{\"n\":" + number + "}"));
    }

    @Test
    void anEpochTakesTheNewestVersionAndKeepsIt() {
        assertThat(live.pin("q", 0)).isEqualTo(ONE);

        live.change(version(2));

        assertThat(live.pin("q", 0)).isEqualTo(ONE);
        assertThat(live.pin("q", 1)).isEqualTo(version(2));
        assertThat(live.newest()).isEqualTo(version(2));
    }

    @Test
    void versionsNeverGoBack() {
        live.change(version(3));
        live.change(version(2));

        assertThat(live.newest()).isEqualTo(version(3));
        assertThat(live.pin("q", 5)).isEqualTo(version(3));
        assertThat(live.pin("q", 4)).isEqualTo(version(3));
    }

    @Test
    void queriesPinTheirEpochsEachForItself() {
        live.pin("a", 7);
        live.change(version(2));
        live.pin("b", 0);

        assertThat(live.pin("a", 7)).isEqualTo(ONE);
        assertThat(live.pin("b", 0)).isEqualTo(version(2));
        assertThat(live.epoch("a")).hasValue(7);
        assertThat(live.epoch("c")).isEmpty();
    }

    @Test
    void whatHasComeIntoEffectIsReportedOnce() {
        assertThat(live.newlyApplied("q")).isEmpty();
        live.pin("q", 0);
        assertThat(live.newlyApplied("q")).contains(new RunLive.Applied("q", 1, 0));
        assertThat(live.newlyApplied("q")).isEmpty();

        live.pin("q", 1);
        assertThat(live.newlyApplied("q")).isEmpty();
        live.change(version(2));
        assertThat(live.newlyApplied("q")).isEmpty();
        live.pin("q", 2);
        assertThat(live.newlyApplied("q")).contains(new RunLive.Applied("q", 2, 2));
    }

    @Test
    void anIdleQuerysNextEpochIsCertainToTakeTheNewestVersion() {
        live.pin("q", 4);
        live.newlyApplied("q");
        assertThat(live.certainlyNext("q", () -> -1)).isEmpty();

        live.change(version(2));

        assertThat(live.isBehind("q")).isTrue();
        assertThat(live.certainlyNext("q", () -> -1)).contains(new RunLive.Applied("q", 2, 5));
        assertThat(live.certainlyNext("q", () -> -1)).isEmpty();
        assertThat(live.isBehind("q")).isFalse();
        live.pin("q", 5);
        assertThat(live.newlyApplied("q")).isEmpty();
    }

    @Test
    void ofAQueryThatHasPlannedNothingYetTheFirstEpochMustBeKnown() {
        assertThat(live.certainlyNext("q", () -> -1)).isEmpty();
        assertThat(live.certainlyNext("q", () -> 9)).contains(new RunLive.Applied("q", 1, 9));
    }
}
