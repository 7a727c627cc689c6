package io.mist.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AlertCountsTest {

    private final AlertCounts alerts = new AlertCounts();

    @BeforeEach
    void expectTwoVersions() {
        alerts.expect(1, "error");
        alerts.expect(2, "notice");
    }

    @Test
    void countsByVersion() {
        alerts.add(new Alert("a", 1, 0, "Error"));
        alerts.add(new Alert("b", 1, 3, "error"));
        alerts.add(new Alert("c", 2, 4, "a notice"));

        assertThat(alerts.count(1)).isEqualTo(2);
        assertThat(alerts.lastEpoch(1)).isEqualTo(3);
        assertThat(alerts.firstEpoch(2)).isEqualTo(4);
        assertThat(alerts.total()).isEqualTo(3);
        assertThat(alerts.unexpected() + alerts.duplicates()).isZero();
    }

    @Test
    void findsARepeatedId() {
        alerts.add(new Alert("a", 1, 0, "error"));
        alerts.add(new Alert("a", 1, 0, "error"));

        assertThat(alerts.duplicates()).isEqualTo(1);
    }

    @Test
    void findsAnAlertOfTheWrongVersion() {
        alerts.add(new Alert("a", 2, 0, "an error"));
        alerts.add(new Alert("b", 7, 0, "an error"));

        assertThat(alerts.unexpected()).isEqualTo(2);
    }

    @Test
    void aWaitEndsAtItsTimeOut() throws InterruptedException {
        alerts.add(new Alert("a", 1, 0, "error"));

        assertThat(alerts.awaitTotal(1, 0)).isTrue();
        assertThat(alerts.awaitTotal(2, 1)).isFalse();
    }

    @Test
    void doesNotWaitForAStreamThatHasEnded() {
        alerts.breakOff("the server closed it");

        assertThatThrownBy(() -> alerts.awaitTotal(1, 60_000)).hasMessageContaining("the server closed it");
    }
}
