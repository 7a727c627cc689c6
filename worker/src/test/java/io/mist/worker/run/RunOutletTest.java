package io.mist.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.protocol.wire.StartRun;
import io.mist.worker.output.RunOutputs;
import java.util.List;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;

class RunOutletTest {

    private static RunOutlet outlet(String trigger, int attempt) {
        StartRun start = StartRun.newBuilder()
                .setRun("r1")
                .setAttempt(attempt)
                .setDirectory("/runs/r1")
                .setTrigger(trigger)
                .build();
        return new RunOutlet(start, null, new RunOutputs(), () -> 5L);
    }

    @Test
    void aTriggerIsAsTheRouteSays() {
        assertThat(outlet("", 1).trigger()).isEmpty();
        for (String once : List.of("available-now", "once")) {
            assertThat(outlet(once, 1).trigger()).contains(Trigger.AvailableNow());
        }
        assertThat(outlet("500 milliseconds", 1).trigger()).contains(Trigger.ProcessingTime(500));
    }

    @Test
    void aCheckpointOutlivesTheAttemptAndEachAttemptNumbersSingleMessagesFromTheStart() {
        assertThat(outlet("", 1).checkpoint("alerts")).isEqualTo("/runs/r1/checkpoints/alerts");
        assertThat(outlet("", 2).checkpoint("alerts")).isEqualTo("/runs/r1/checkpoints/alerts");
        assertThat(outlet("", 1).sender()).isEqualTo("send.1");
        assertThat(outlet("", 2).sender()).isEqualTo("send.2");
        assertThat(outlet("", 2).liveVersion()).isEqualTo(5);
    }
}
