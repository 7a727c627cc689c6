package io.mist.testing;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestOutputTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    enum Level {
        INFO,
        ERROR
    }

    record Service(String name) {
        Service {
            if (name.isBlank()) {
                throw new IllegalArgumentException("a service without a name (expected: a name)");
            }
        }
    }

    record Place(int line, Optional<String> file) {}

    record Everything(
            boolean yes,
            byte tiny,
            short small,
            int integer,
            Long big,
            float single,
            double twice,
            BigDecimal exact,
            String text,
            Level level,
            Instant at,
            Duration took,
            LocalDate day,
            List<Place> places,
            Map<String, Service> services,
            Service service,
            Optional<String> none,
            Optional<Level> some) {}

    record Alert(Level level, String text) {}

    private final SparkSession spark = TestSpark.local();
    private TextFiles files;

    @TempDir
    Path directory;

    @BeforeEach
    void oneLine() {
        files = new TextFiles(directory);
        files.add("1", "one");
    }

    @Test
    void rowsBecomeRecords() throws Exception {
        TestOutput<Everything> output = TestOutput.of(Everything.class);
        run(
                output,
                files.stream(spark)
                        .select(
                                lit(true).as("yes"),
                                lit((byte) 1).as("tiny"),
                                lit((byte) 2).as("small"),
                                lit(3).as("integer"),
                                lit(4).as("big"),
                                lit(5.5f).as("single"),
                                lit(6).as("twice"),
                                lit(7).as("exact"),
                                col("value").as("TEXT"),
                                lit("ERROR").as("level"),
                                lit(Instant.EPOCH).as("at"),
                                lit(Duration.ofSeconds(8)).as("took"),
                                lit(LocalDate.EPOCH).as("day"),
                                expr("array(named_struct('line', 9, 'file', null), named_struct('line', 10, 'file', null))")
                                        .as("places"),
                                expr("map('a', 'b')").as("services"),
                                lit("c").as("service"),
                                lit(null).as("none"),
                                lit("INFO").as("some")));
        assertThat(output.messages())
                .containsExactly(new Everything(
                        true,
                        (byte) 1,
                        (short) 2,
                        3,
                        4L,
                        5.5f,
                        6,
                        BigDecimal.valueOf(7),
                        "one",
                        Level.ERROR,
                        Instant.EPOCH,
                        Duration.ofSeconds(8),
                        LocalDate.EPOCH,
                        List.of(new Place(9, Optional.empty()), new Place(10, Optional.empty())),
                        Map.of("a", new Service("b")),
                        new Service("c"),
                        Optional.empty(),
                        Optional.of(Level.INFO)));
    }

    @Test
    void aMessageWithOneComponentIsAnObjectReadByName() throws Exception {
        TestOutput<Service> output = TestOutput.of(Service.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        run(output, files.stream(spark).select(col("value").as("whatever"))))
                .withMessageContaining("column 'name' is missing for Service");
        run(output, files.stream(spark).select(col("value").as("name")));
        assertThat(output.messages()).containsExactly(new Service("one"));
    }

    @Test
    void allUnfitColumnsAreNamedAtTheStart() {
        Dataset<Row> rows = files.stream(spark).select(lit(1).as("text"), lit(2).as("x"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TestOutput.of(Alert.class).sendAll(rows))
                .withMessage("the columns do not fit Alert: column 'level' is missing for Alert (columns: text, x); and"
                        + " column 'text' is INT (expected: STRING); and column 'x' is not a field of Alert; drop it");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TestOutput.of(String.class).sendAll(rows))
                .withMessage("the columns do not fit String: 2 columns (text, x; expected: one, of any name, because"
                        + " String is a single value); choose it with select(…)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TestOutput.of(Integer.class).sendAll(rows.select(lit(1L).as("n"))))
                .withMessage("the columns do not fit Integer: column 'n' is BIGINT (expected: an integer up to INT)");
    }

    @Test
    void anUnfitValueFailsTheBatchAndTheFieldIsNamed() {
        TestOutput<Alert> output = TestOutput.of(Alert.class);
        assertThat(catchThrowable(() -> run(
                        output,
                        files.stream(spark)
                                .select(lit("info").as("level"), col("value").as("text")))))
                .hasStackTraceContaining("level: \"info\" (expected: one of [INFO, ERROR])");
        assertThat(catchThrowable(() -> run(
                        output,
                        files.stream(spark)
                                .select(
                                        lit("INFO").as("level"),
                                        lit(null).cast("string").as("text")))))
                .hasStackTraceContaining("text: null (expected: a value, or an Optional field)");
        assertThat(catchThrowable(() ->
                        run(TestOutput.of(Service.class), files.stream(spark).select(lit(" ").as("name")))))
                .hasStackTraceContaining("a service without a name (expected: a name)");
        assertThat(catchThrowable(() ->
                        run(TestOutput.of(Double.class), files.stream(spark).select(lit(Double.NaN)))))
                .hasStackTraceContaining("NaN (expected: a finite number)");
        assertThat(output.messages()).isEmpty();
    }

    @Test
    void theFunctionMakesTheMessagesOfABatch() throws Exception {
        TestOutput<Long> output = TestOutput.of(Long.class);
        var query = output.sendBatches(files.stream(spark), (batch, epoch) -> List.of(epoch, batch.count()));
        query.processAllAvailable();
        files.add("2", "two", "three");
        query.processAllAvailable();
        query.stop();
        assertThat(output.messages()).containsExactly(0L, 1L, 1L, 2L);
    }

    @Test
    void messagesAreSentOneByOneAndCleared() {
        TestOutput<String> output = TestOutput.of(String.class);
        output.send("a");
        output.send("b");
        assertThat(output.messages()).containsExactly("a", "b");
        output.clear();
        assertThat(output.messages()).isEmpty();
    }

    @Test
    void aTestWaitsForMessages() throws Exception {
        TestOutput<String> output = TestOutput.of(String.class);
        var query = output.sendAll(files.stream(spark));
        assertThat(output.awaitMessages(1, LONG)).containsExactly("one");
        query.stop();
        assertThatThrownBy(() -> output.awaitMessages(2, Duration.ZERO))
                .isInstanceOf(AssertionError.class)
                .hasMessage("expected 2 messages but there are 1: [one] after PT0S");
    }

    @Test
    void waitingEndsWhenTheQueryHasFailed() {
        TestOutput<Long> output = TestOutput.of(Long.class);
        output.sendBatches(files.stream(spark), (batch, epoch) -> {
            throw new IllegalStateException("broken");
        });
        assertThatThrownBy(() -> output.awaitMessages(1, LONG))
                .isInstanceOf(AssertionError.class)
                .hasMessage("expected 1 messages but there are 0: []; the query has failed")
                .hasStackTraceContaining("broken");
    }

    @Test
    void aDatasetThatDoesNotStreamIsRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TestOutput.of(Long.class).sendAll(spark.range(1)))
                .withMessageContaining("publish the rows of a batch with send");
    }

    @Test
    void messagesOfTasksAreKeptToo() {
        TestOutput<Long> output = TestOutput.of(Long.class);
        Dataset<Long> sending = spark.range(3)
                .map(
                        (MapFunction<Long, Long>) id -> {
                            output.send(id);
                            return id;
                        },
                        Encoders.LONG());
        sending.collectAsList();

        assertThat(output.messages()).containsExactlyInAnyOrder(0L, 1L, 2L);
    }

    private static <T> void run(TestOutput<T> output, Dataset<Row> rows) throws Exception {
        var query = output.sendAll(rows);
        query.processAllAvailable();
        query.stop();
    }
}
