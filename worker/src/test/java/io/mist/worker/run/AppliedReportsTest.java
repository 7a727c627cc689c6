package io.mist.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.protocol.wire.FromWorker;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AppliedReportsTest {

    private final List<String> sent = new ArrayList<>();
    private final AppliedReports reports = new AppliedReports("r1", this::note);

    private void note(FromWorker message) {
        var applied = message.getLiveApplied();
        sent.add(applied.getQuery() + " " + applied.getVersion() + (applied.hasEpoch() ? "@" + applied.getEpoch() : "")
                + (applied.getEnded() ? " ended" : ""));
    }

    @Test
    void reportsWaitUntilTheRunIsRunningAndThenLeaveAtOnce() {
        reports.applied("a", 1, 0);
        reports.applied("a", 2, 3);
        assertThat(sent).isEmpty();

        reports.sendAll();
        reports.applied("b", 2, 0);

        assertThat(sent).containsExactly("a 2@3", "b 2@0");
    }

    @Test
    void theNewestOfEachQueryIsRepeatedWhenTheServerComesBack() {
        reports.sendAll();
        reports.applied("a", 1, 0);
        reports.applied("b", 1, 7);
        reports.applied("a", 2, 3);
        sent.clear();

        reports.sendAll();

        assertThat(sent).containsExactlyInAnyOrder("a 2@3", "b 1@7");
    }

    @Test
    void anOlderVersionThatComesLateIsIgnored() {
        reports.sendAll();
        reports.applied("a", 3, 5);
        reports.applied("a", 2, 4);

        assertThat(sent).containsExactly("a 3@5");
    }

    @Test
    void aQueryThatHasEndedStaysSoUntilItIsStartedAgain() {
        reports.sendAll();
        reports.applied("a", 1, 0);
        reports.ended("a", true);
        reports.applied("a", 2, 1);
        assertThat(sent).containsExactly("a 1@0", "a 1@0 ended");

        reports.started("a");
        reports.applied("a", 2, 1);

        assertThat(sent).last().isEqualTo("a 2@1");
    }

    @Test
    void theEndOfAQueryWithoutANameIsNotRepeated() {
        reports.sendAll();
        reports.applied("a", 1, 0);
        reports.ended("a", false);
        sent.clear();

        reports.sendAll();

        assertThat(sent).isEmpty();
    }

    @Test
    void aBatchJobHasReadAVersionAndHasNoEpoch() {
        reports.sendAll();
        reports.read("job", 1);
        reports.read("job", 1);

        assertThat(sent).containsExactly("job 1");
    }
}
