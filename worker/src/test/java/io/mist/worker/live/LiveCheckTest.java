package io.mist.worker.live;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mist.api.Live;
import io.mist.protocol.ErrorKind;
import io.mist.protocol.MistException;
import java.nio.file.Path;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where a live value would break what Spark keeps from epoch to epoch, and what is said then. */
final class LiveCheckTest {

    record Contract(Live<String> filter, Live<Integer> most) {}

    @TempDir
    Path directory;

    private LiveRun run;

    @BeforeEach
    void beginRun() {
        run = LiveRun.begin("run-1", Contract.class, 1, "{\"filter\":\"a\",\"most\":3}");
    }

    @AfterEach
    void endRun() throws Exception {
        run.end();
    }

    /** @param operator what the message must name, beside the live parameter */
    record Case(String name, String parameter, String operator, BiFunction<Dataset<Row>, LiveRun, Dataset<Row>> plan) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Column filter(LiveRun run) {
        return run.live("filter").column();
    }

    private static Column most(LiveRun run) {
        return run.live("most").column();
    }

    private static Dataset<Row> withKey(Dataset<Row> rows, LiveRun run) {
        return rows.withColumn("key", concat(col("text"), filter(run)));
    }

    static Stream<Case> rejected() {
        return Stream.of(
                new Case(
                        "grouping by a live value",
                        "filter",
                        "grouping key",
                        (rows, run) -> rows.groupBy(filter(run)).count()),
                new Case(
                        "grouping by a column made of one",
                        "filter",
                        "grouping key",
                        (rows, run) -> withKey(rows, run).groupBy("key").count()),
                new Case("grouping in SQL", "most", "grouping key", (rows, run) -> {
                    rows.createOrReplaceTempView("rows");
                    return run.session()
                            .sql("with keyed as (select length(text) > live('most') as big from rows)"
                                    + " select big, count(*) from keyed group by big");
                }),
                new Case(
                        "grouping after a union",
                        "filter",
                        "grouping key",
                        (rows, run) -> rows.select(col("text"), lit("x").as("key"))
                                .union(withKey(rows, run).select("text", "key"))
                                .groupBy("key")
                                .count()),
                new Case(
                        "dropDuplicates",
                        "filter",
                        "dropDuplicates",
                        (rows, run) -> withKey(rows, run).dropDuplicates("key")),
                new Case(
                        "dropDuplicatesWithinWatermark",
                        "filter",
                        "dropDuplicatesWithinWatermark",
                        (rows, run) -> withKey(rows, run)
                                .withWatermark("time", "1 minute")
                                .dropDuplicatesWithinWatermark("key")),
                new Case("distinct", "filter", "distinct", (rows, run) -> {
                    rows.createOrReplaceTempView("rows");
                    return run.session().sql("select distinct concat(text, live('filter')) as key from rows");
                }),
                new Case(
                        "the event time of a watermark",
                        "most",
                        "watermark",
                        (rows, run) -> rows.withColumn(
                                        "shifted", expr("time + make_interval(0,0,0,0,0,live('most'),0)"))
                                .withWatermark("shifted", "1 minute")),
                new Case(
                        "a window over a time made of one",
                        "most",
                        "grouping key or window",
                        (rows, run) -> rows.withColumn(
                                        "shifted", expr("time + make_interval(0,0,0,0,0,live('most'),0)"))
                                .groupBy(org.apache.spark.sql.functions.window(col("shifted"), "10 minutes"))
                                .count()),
                new Case(
                        "the gap of a session window",
                        "most",
                        "grouping key or window",
                        (rows, run) -> rows.withWatermark("time", "1 minute")
                                .groupBy(
                                        expr("session_window(time, make_interval(0,0,0,0,0,live('most'),0))"),
                                        col("text"))
                                .count()),
                new Case(
                        "the join key of two streams",
                        "filter",
                        "join key of two streams",
                        (rows, run) -> rows.as("a")
                                .join(
                                        rows.as("b"),
                                        concat(col("a.text"), filter(run)).equalTo(col("b.text")))),
                new Case(
                        "the time range of a join of two streams",
                        "most",
                        "time range of a join",
                        (rows, run) -> rows.withWatermark("time", "1 minute")
                                .as("a")
                                .join(
                                        rows.withWatermark("time", "1 minute").as("b"),
                                        expr("a.text = b.text and b.time <="
                                                + " a.time + make_interval(0,0,0,0,0,live('most'),0)"))));
    }

    private StreamingQuery start(Dataset<Row> rows, Trigger trigger) throws Exception {
        return rows.writeStream()
                .format("noop")
                .outputMode("update")
                .option("checkpointLocation", directory.toString())
                .trigger(trigger)
                .start();
    }

    private Dataset<Row> rows() {
        return run.session()
                .readStream()
                .format("rate")
                .load()
                .selectExpr("cast(value as string) as text", "timestamp as time");
    }

    @ParameterizedTest
    @MethodSource
    void rejected(Case example) {
        Dataset<Row> plan = example.plan().apply(rows(), run);

        MistException error = catchThrowableOfType(MistException.class, () -> start(plan, Trigger.ProcessingTime(0)));

        assertThat(error.kind()).isEqualTo(ErrorKind.JOB);
        assertThat(error.code()).isEqualTo("live-not-allowed");
        assertThat(error.text())
                .contains(example.parameter() + ": ")
                .contains(example.operator())
                .contains("Instead, ");
        assertThat(run.session().streams().active()).isEmpty();
    }

    @Test
    void allProblemsOfAQueryAreNamedAtOnce() {
        Dataset<Row> plan = withKey(rows(), run)
                .withColumn(
                        "big",
                        org.apache.spark.sql.functions.length(col("text")).gt(most(run)))
                .groupBy("key", "big")
                .count();

        MistException error = catchThrowableOfType(MistException.class, () -> start(plan, Trigger.ProcessingTime(0)));

        assertThat(error.problems()).extracting(problem -> problem.path()).containsExactly("filter", "most");
    }

    @Test
    void groupingByALiveValueIsAllowedWhereNothingIsKept() throws Exception {
        StreamingQuery query = rows().writeStream()
                .option("checkpointLocation", directory.toString())
                .foreachBatch((org.apache.spark.api.java.function.VoidFunction2<Dataset<Row>, Long>)
                        (batch, epoch) -> batch.groupBy(filter(run)).count().collectAsList())
                .start();
        query.processAllAvailable();

        assertThat(query.exception().isEmpty()).isTrue();
    }

    @Test
    void whatSparkTakesOnlyAsAConstantIsRejectedWhereItIsWritten() {
        assertThatThrownBy(() -> run.session().sql("select * from range(9) limit live('most')"))
                .hasMessageContaining("live('most')")
                .hasMessageContaining("must evaluate to a constant value");
        rows().createOrReplaceTempView("rows");
        assertThatThrownBy(() -> run.session().sql("select count(*) from rows group by window(time, live('filter'))"))
                .hasMessageContaining("window");
    }

    @Test
    void continuousProcessingIsRejected() {
        assertThatThrownBy(() -> start(rows(), Trigger.Continuous("1 second")))
                .isInstanceOf(MistException.class)
                .hasMessageContaining("continuous processing")
                .hasMessageContaining("[filter, most]");
    }

    @Test
    void asynchronousProgressTrackingIsRejected() throws Exception {
        StreamingQuery query = rows().writeStream()
                .format("noop")
                .option("checkpointLocation", directory.toString())
                .option("asyncProgressTrackingEnabled", "true")
                .start();

        assertThatThrownBy(() -> LiveQuery.requireEpochs(query, run.values()))
                .isInstanceOf(MistException.class)
                .hasMessageContaining("asynchronous progress tracking");
        assertThatThrownBy(query::awaitTermination).hasMessageContaining("asynchronous progress tracking");
    }

    @Test
    void aRunWithoutLiveValuesIsLeftAlone() throws Exception {
        run.end();
        run = LiveRun.begin("run-2", Nothing.class, 1, "{}");

        start(rows().groupBy("text").count(), Trigger.AvailableNow()).awaitTermination();

        assertThat(directory.resolve("mist-live")).doesNotExist();
    }

    record Nothing() {}
}
