package io.mist.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TallyTest {

    private final Tally tally = new Tally();

    @BeforeEach
    void expectTwoVersions() {
        tally.expect(1, "error");
        tally.expect(2, "notice");
    }

    @Test
    void countsByVersion() {
        tally.add(new Alert("a", 1, 0, "Error"));
        tally.add(new Alert("b", 1, 3, "error"));
        tally.add(new Alert("c", 2, 4, "a notice"));

        assertThat(tally.count(1)).isEqualTo(2);
        assertThat(tally.lastEpoch(1)).isEqualTo(3);
        assertThat(tally.firstEpoch(2)).isEqualTo(4);
        assertThat(tally.total()).isEqualTo(3);
        assertThat(tally.strangers() + tally.duplicates()).isZero();
    }

    @Test
    void findsAnIdThatComesTwice() {
        tally.add(new Alert("a", 1, 0, "error"));
        tally.add(new Alert("a", 1, 0, "error"));

        assertThat(tally.duplicates()).isEqualTo(1);
    }

    @Test
    void findsAnAlertOfTheWrongVersion() {
        tally.add(new Alert("a", 2, 0, "an error"));
        tally.add(new Alert("b", 7, 0, "an error"));

        assertThat(tally.strangers()).isEqualTo(2);
    }

    @Test
    void waitsNoLongerThanItMay() throws InterruptedException {
        tally.add(new Alert("a", 1, 0, "error"));

        assertThat(tally.awaitTotal(1, 0)).isTrue();
        assertThat(tally.awaitTotal(2, 1)).isFalse();
    }

    @Test
    void doesNotWaitForAStreamThatHasEnded() {
        tally.breakOff("the server closed it");

        assertThatThrownBy(() -> tally.awaitTotal(1, 60_000)).hasMessageContaining("the server closed it");
    }
}
