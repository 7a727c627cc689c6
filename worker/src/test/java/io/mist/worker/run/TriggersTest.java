package io.mist.worker.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;

class TriggersTest {

    @Test
    void theRoutesWordsAreSparksTriggers() {
        assertThat(Triggers.of("")).isEmpty();
        assertThat(Triggers.of("once")).contains(Trigger.AvailableNow());
        assertThat(Triggers.of("500 milliseconds")).contains(Trigger.ProcessingTime(500));
        assertThat(Triggers.of("real-time")).contains(Trigger.RealTime("5 minutes"));
        assertThat(Triggers.of("real-time 60000 milliseconds")).contains(Trigger.RealTime("1 minute"));
    }

    @Test
    void realTimeNeedsASparkThatHasIt() {
        assertThatThrownBy(() -> Triggers.require("real-time", "4.0.2"))
                .hasMessageContaining("with Spark 4.0.2 (expected: Spark 4.1 or later");
        assertThatThrownBy(() -> Triggers.require("real-time", "3.5.1")).hasMessageContaining("3.5.1");
        assertThatCode(() -> {
                    Triggers.require("real-time", "4.1.0");
                    Triggers.require("real-time", "4.10.0-SNAPSHOT");
                    Triggers.require("real-time", "5.0.0");
                    Triggers.require("1000 milliseconds", "4.0.0");
                })
                .doesNotThrowAnyException();
    }
}
