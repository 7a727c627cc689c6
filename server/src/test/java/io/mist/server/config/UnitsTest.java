package io.mist.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {

    @ParameterizedTest
    @CsvSource({
        "1 second, PT1S",
        "500 ms, PT0.5S",
        "500ms, PT0.5S",
        "2 minutes, PT2M",
        "1.5 hours, PT1H30M",
        "7 days, PT168H",
        "0 s, PT0S"
    })
    void durationsHaveUnits(String text, Duration duration) {
        assertThat(Units.duration(text)).contains(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "-1 s", "s", "1 fortnight", "1 s s", "1e3 s", "0x1 s", "1234567890123456789 s"})
    void whatIsNoDurationIsNone(String text) {
        assertThat(Units.duration(text)).isEmpty();
    }

    @Test
    void theLongestDurationDoesNotOverflow() {
        assertThat(Units.duration("999999999999999999 days")).contains(Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(Units.bytes("999999999999999999 TiB")).contains(Long.MAX_VALUE);
        assertThat(Units.text(Duration.ofSeconds(Long.MAX_VALUE, 1))).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "1 KiB, 1024", "1K, 1024", "1 kB, 1000", "1.5 MiB, 1572864", "1 GB, 1000000000"})
    void sizesMayHaveUnits(String text, long bytes) {
        assertThat(Units.bytes(text)).contains(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MiB", "-1", "1 mib", "1 MiB x"})
    void whatIsNoSizeIsNone(String text) {
        assertThat(Units.bytes(text)).isEmpty();
    }

    @Test
    void whatIsShownIsReadAsTheSame() {
        for (Duration duration : List.of(
                Duration.ZERO,
                Duration.ofMillis(1),
                Duration.ofSeconds(90),
                Duration.ofHours(36),
                Duration.ofDays(2))) {
            assertThat(Units.duration(Units.text(duration))).contains(duration);
        }
        for (long bytes : new long[] {0, 1, 1024, 1025, 64 << 20, 1L << 50}) {
            assertThat(Units.bytes(Units.text(bytes))).contains(bytes);
        }
    }
}
