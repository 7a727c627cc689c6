package io.mist.testing;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestLiveTest {

    enum Level {
        INFO,
        ERROR
    }

    record Severity(int value) {}

    record Threshold(Severity severity) {}

    record Window(int from, int to) {}

    private final SparkSession spark = TestSpark.local();

    @TempDir
    Path directory;

    @Test
    void aChangeReachesTheColumnOfARunningStream() throws Exception {
        TestLive<String> filter = TestLive.of("error");
        TextFiles files = new TextFiles(directory);
        TestOutput<String> found = TestOutput.of(String.class);
        var query = found.sendAll(files.stream(spark).filter(col("value").contains(filter.column())));

        files.add("1", "error 1", "notice 1");
        query.processAllAvailable();
        filter.set("notice");
        files.add("2", "error 2", "notice 2");
        query.processAllAvailable();
        query.stop();

        assertThat(found.messages()).containsExactly("error 1", "notice 2");
    }

    @Test
    void aChangeReachesLambdasInTasks() throws Exception {
        TestLive<String> filter = TestLive.of("error");
        TextFiles files = new TextFiles(directory);
        TestOutput<String> found = TestOutput.of(String.class);
        Dataset<String> lines = files.stream(spark).as(Encoders.STRING());
        var query = found.sendAll(lines.filter((FilterFunction<String>) line -> line.contains(filter.get()))
                .map((MapFunction<String, String>) line -> filter.version() + " " + line, Encoders.STRING()));

        files.add("1", "error 1", "notice 1");
        query.processAllAvailable();
        filter.set("notice");
        files.add("2", "error 2", "notice 2");
        query.processAllAvailable();
        query.stop();

        assertThat(found.messages()).containsExactly("1 error 1", "2 notice 2");
    }

    @Test
    void aMicroBatchSeesOneVersionAtEveryRead() throws Exception {
        TestLive<String> prefix = TestLive.of("a");
        TextFiles files = new TextFiles(directory);
        TestOutput<String> sent = TestOutput.of(String.class);
        Dataset<Row> lines = files.stream(spark);
        var query = sent.sendBatches(lines, (batch, epoch) -> {
            String before = prefix.get();
            prefix.set("changed in epoch " + epoch);
            return List.of(
                    before,
                    prefix.get(),
                    "version " + prefix.version(),
                    batch.select(prefix.column()).as(Encoders.STRING()).first());
        });

        files.add("1", "any");
        query.processAllAvailable();
        files.add("2", "any");
        query.processAllAvailable();
        query.stop();

        assertThat(sent.messages())
                .containsExactly(
                        "a",
                        "a",
                        "version 1",
                        "a",
                        "changed in epoch 0",
                        "changed in epoch 0",
                        "version 2",
                        "changed in epoch 0");
        assertThat(prefix.get()).isEqualTo("changed in epoch 1");
    }

    @Test
    void theNewestValueIsReadOutsideAStream() {
        TestLive<Integer> limit = TestLive.of(1);
        assertThat(limit.version()).isEqualTo(1);
        assertThat(limit.set(2)).isEqualTo(2);
        assertThat(limit.get()).isEqualTo(2);
        assertThat(spark.range(4).filter(col("id").lt(limit.column())).count()).isEqualTo(2);
    }

    @Test
    void theColumnHasTheTypeOfTheValue() {
        assertThat(column("a")).isEqualTo("STRING a");
        assertThat(column(Level.ERROR)).isEqualTo("STRING ERROR");
        assertThat(column(true)).isEqualTo("BOOLEAN true");
        assertThat(column((byte) 1)).isEqualTo("TINYINT 1");
        assertThat(column((short) 1)).isEqualTo("SMALLINT 1");
        assertThat(column(1)).isEqualTo("INT 1");
        assertThat(column(1L)).isEqualTo("BIGINT 1");
        assertThat(column(1.5f)).isEqualTo("FLOAT 1.5");
        assertThat(column(1.5)).isEqualTo("DOUBLE 1.5");
        assertThat(column(new BigDecimal("0.10"))).isEqualTo("DECIMAL(38,18) 0.100000000000000000");
        assertThat(column(Instant.EPOCH)).startsWith("TIMESTAMP 1970-01-01T00:00:00Z");
        assertThat(column(LocalDate.EPOCH)).isEqualTo("DATE 1970-01-01");
        assertThat(column(Duration.ofSeconds(90))).isEqualTo("INTERVAL DAY TO SECOND PT1M30S");
        assertThat(column(new Severity(3))).isEqualTo("INT 3");
        assertThat(column(new Threshold(new Severity(3)))).isEqualTo("INT 3");
    }

    private String column(Object value) {
        spark.conf().set("spark.sql.datetime.java8API.enabled", "true");
        Dataset<Row> one = spark.range(1).select(TestLive.of(value).column());
        return one.schema().fields()[0].dataType().sql() + " " + one.first().get(0);
    }

    @Test
    void aValueWithoutAColumnIsRejectedWithAdvice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TestLive.of(new Window(1, 2)).column())
                .withMessageStartingWith("Window[from=1, to=2] of")
                .withMessageEndingWith("use get() in a lambda, or test it in a run");
    }

    @Test
    void aDecimalThatItsColumnCannotHoldFailsTheQuery() {
        TestLive<BigDecimal> limit = TestLive.of(new BigDecimal("1e-19"));
        assertThat(catchThrowable(() -> spark.range(1).select(limit.column()).first()))
                .hasStackTraceContaining("1E-19 (expected: at most 20 digits before the point and 18 behind it)");
    }

    @Test
    void nullIsRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TestLive.of("a").set(null))
                .withMessage("null (expected: a value, since a live parameter always has one)");
    }
}
