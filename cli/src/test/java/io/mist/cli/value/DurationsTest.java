package io.mist.cli.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "30, PT30S",
        "30s, PT30S",
        "5m, PT5M",
        "5min, PT5M",
        "2h, PT2H",
        "1d, PT24H",
        "500ms, PT0.5S",
        "PT1M, PT1M"
    })
    void durationsAreReadAsUsersTypeThem(String text, Duration duration) {
        assertThat(Durations.parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1s", "PT-1S", "5 s", "99999999999s"})
    void aMalformedDurationIsNamed(String text) {
        assertThatThrownBy(() -> Durations.parse(text))
                .hasMessage("'%s' (expected: a duration such as 30s, 5m or PT30S)", text);
    }
}
