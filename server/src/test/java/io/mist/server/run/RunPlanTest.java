package io.mist.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.protocol.Json;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunPlanTest {

    @Test
    void thePauseDoublesUpToItsBound() {
        RunPlan.Restart restart =
                new RunPlan.Restart(9, Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofMinutes(1));

        assertThat(IntStream.range(0, 5).mapToObj(restart::pause))
                .containsExactly(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5));
    }

    @Test
    void thePauseOfTheMillionthRestartIsTheBoundToo() {
        RunPlan.Restart restart =
                new RunPlan.Restart(1_000_000, Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(365));

        assertThat(restart.pause(999_999)).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void aPlanIsReadFromTheDatabaseAsItWasWritten() {
        RunPlan plan = SampleRuns.aStreamPlan();

        assertThat(Json.read(Json.write(plan), RunPlan.class)).isEqualTo(plan);
    }
}
