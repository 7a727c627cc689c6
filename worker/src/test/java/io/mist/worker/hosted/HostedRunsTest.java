package io.mist.worker.hosted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostedRunsTest {

    private final List<String> ended = new ArrayList<>();

    @Test
    void partsEndOnceTheLastFirstEachWhileThoseBeforeItAreThere() {
        RunParts parts = HostedRuns.begin("hosted-1");
        parts.add(String.class, "first", () -> ended.add("first"));
        parts.add(Integer.class, 2, () -> ended.add("second, with " + HostedRuns.find("hosted-1", String.class)));

        parts.close();
        parts.close();

        assertThat(ended).containsExactly("second, with first", "first");
        assertThat(HostedRuns.find("hosted-1", String.class)).isNull();
        assertThatThrownBy(() -> HostedRuns.require("hosted-1", String.class))
                .hasMessage("run hosted-1 is not hosted here: it has ended");
    }

    @Test
    void aPartThatFailsToEndKeepsNoOtherOne() {
        RunParts parts = HostedRuns.begin("hosted-2");
        parts.add(String.class, "first", () -> ended.add("first"));
        parts.add(Integer.class, 2, () -> {
            throw new IllegalStateException("cannot end");
        });

        parts.close();

        assertThat(ended).containsExactly("first");
    }

    @Test
    void aSecondAttemptBeginsWhenTheFirstHasEnded() {
        RunParts first = HostedRuns.begin("hosted-3");
        assertThatThrownBy(() -> HostedRuns.begin("hosted-3")).hasMessage("run hosted-3 is hosted already");

        first.close();
        try (RunParts second = HostedRuns.begin("hosted-3")) {
            second.add(String.class, "second");
            assertThat(HostedRuns.find("hosted-3", String.class)).isEqualTo("second");
        }
    }

    @Test
    void runsDoNotSeeEachOthersParts() {
        try (RunParts one = HostedRuns.begin("hosted-4");
                RunParts other = HostedRuns.begin("hosted-5")) {
            one.add(String.class, "one");
            other.add(String.class, "other");

            assertThat(HostedRuns.find("hosted-4", String.class)).isEqualTo("one");
            assertThat(HostedRuns.find("hosted-5", String.class)).isEqualTo("other");
            assertThatThrownBy(() -> one.add(String.class, "again")).hasMessage("the run has a String already");
        }
    }
}
