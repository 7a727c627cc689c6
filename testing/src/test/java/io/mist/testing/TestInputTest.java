package io.mist.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Test;

class TestInputTest {

    enum Level {
        LOW,
        HIGH
    }

    record Name(String text) {}

    record Place(int line, Optional<String> file) {}

    record Everything(
            boolean flag,
            long count,
            double ratio,
            BigDecimal amount,
            Level level,
            Name name,
            Instant at,
            LocalDate day,
            Duration took,
            Optional<Place> place,
            List<Name> names,
            Map<String, Integer> counts) {}

    private final SparkSession spark = TestSpark.local();

    @Test
    void theJobReadsThePushedMessages() throws Exception {
        TestInput<Everything> input = TestInput.of(Everything.class, spark);
        TestOutput<Everything> output = TestOutput.of(Everything.class);
        Everything full = new Everything(
                true,
                3,
                0.5,
                new BigDecimal("1.500000000000000000"),
                Level.HIGH,
                new Name("n"),
                Instant.parse("2026-11-22T12:00:00.000001Z"),
                LocalDate.of(2026, 11, 22),
                Duration.ofMillis(1500),
                Optional.of(new Place(7, Optional.empty())),
                List.of(new Name("a"), new Name("b")),
                Map.of("k", 1));
        StreamingQuery query = output.sendAll(input.stream());
        input.push(full, full);
        query.processAllAvailable();
        query.stop();
        assertThat(output.messages()).containsExactly(full, full);
    }

    @Test
    void aMessageWithOneFieldIsAnObjectAndASingleValueIsTheColumnValue() throws Exception {
        TestInput<Name> names = TestInput.of(Name.class, spark);
        TestInput<String> texts = TestInput.of(String.class, spark);
        assertThat(names.stream().columns()).containsExactly("text");
        assertThat(texts.stream().columns()).containsExactly("value");

        TestOutput<Name> output = TestOutput.of(Name.class);
        StreamingQuery query = output.sendAll(names.stream());
        names.push(new Name("a"));
        query.processAllAvailable();
        names.push(new Name("b"));
        query.processAllAvailable();
        query.stop();
        assertThat(output.messages()).containsExactly(new Name("a"), new Name("b"));
    }

    @Test
    void aTypeThatNoContractHoldsIsRejected() {
        assertThatThrownBy(() -> TestInput.of(Thread.class, spark)).hasMessageContaining("java.lang.Thread");
        TestInput<Name> names = TestInput.of(Name.class, spark);
        assertThatThrownBy(() -> names.push(new Name(null))).hasMessageContaining("text: null");
    }
}
