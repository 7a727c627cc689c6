package io.mist.worker.live;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.mist.api.Live;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.FlatMapGroupsWithStateFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.streaming.runtime.MemoryStream;
import org.apache.spark.sql.streaming.GroupStateTimeout;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StatefulProcessor;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.TTLConfig;
import org.apache.spark.sql.streaming.TimeMode;
import org.apache.spark.sql.streaming.TimerValues;
import org.apache.spark.sql.streaming.ValueState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where live values may stand in a query, and that each place sees a change from its epoch on. */
final class LivePlacesTest {

    private static final String FIRST = "{\"filter\":\"a\",\"least\":1,\"on\":true}";
    private static final String SECOND = "{\"filter\":\"b\",\"least\":3,\"on\":false}";

    record Contract(Live<String> filter, Live<Integer> least, Live<Boolean> on) {}

    @TempDir
    Path directory;

    private LiveRun run;
    private MemoryStream<String> input;

    @BeforeEach
    void beginRun() {
        run = LiveRun.begin("run-1", Contract.class, 1, FIRST);
        run.session()
                .conf()
                .set(
                        "spark.sql.streaming.stateStore.providerClass",
                        "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider");
        input = MemoryStream.apply(Encoders.STRING(), (org.apache.spark.sql.classic.SparkSession) run.session());
    }

    @AfterEach
    void endRun() throws Exception {
        run.end();
    }

    /**
     * @param query of the lines a, b, a in each of two epochs
     * @param expected what comes out of the epochs 0 and 1, sorted; there is a change between them
     */
    record Case(String name, BiFunction<Dataset<Row>, LiveRun, Dataset<Row>> query, List<String> expected) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Column live(LiveRun run, String name) {
        return run.live(name).column();
    }

    private static Dataset<Row> names(LiveRun run) {
        return run.session().sql("select * from values ('a', 1), ('b', 2) as names(name, number)");
    }

    static Stream<Case> places() {
        return Stream.of(
                new Case(
                        "a filter",
                        (rows, run) -> rows.filter(col("value").equalTo(live(run, "filter"))),
                        List.of("0:a", "0:a", "1:b")),
                new Case(
                        "a projection",
                        (rows, run) -> rows.select(concat(col("value"), live(run, "filter"), live(run, "least"))),
                        List.of("0:aa1", "0:aa1", "0:ba1", "1:ab3", "1:ab3", "1:bb3")),
                new Case(
                        "the condition of a join of a stream with a table",
                        (rows, run) -> rows.join(
                                        names(run),
                                        col("value")
                                                .equalTo(col("name"))
                                                .and(col("number").leq(live(run, "least"))))
                                .select("name"),
                        List.of("0:a", "0:a", "1:a", "1:a", "1:b")),
                new Case(
                        "a subquery",
                        (rows, run) -> {
                            rows.createOrReplaceTempView("rows");
                            names(run).createOrReplaceTempView("names");
                            return run.session()
                                    .sql("select value from rows where value in"
                                            + " (select name from names where number <= live('least'))");
                        },
                        List.of("0:a", "0:a", "1:a", "1:a", "1:b")),
                new Case(
                        "a scalar subquery",
                        (rows, run) -> {
                            rows.createOrReplaceTempView("rows");
                            names(run).createOrReplaceTempView("names");
                            return run.session()
                                    .sql("select concat(value, (select max(name) from names where number <="
                                            + " live('least'))) from rows");
                        },
                        List.of("0:aa", "0:aa", "0:ba", "1:ab", "1:ab", "1:bb")),
                new Case(
                        "a condition of a join of two streams",
                        (rows, run) -> rows.as("one")
                                .join(
                                        rows.as("other"),
                                        expr("one.value = other.value and concat(one.value, other.value) >="
                                                + " concat(live('filter'), live('filter'))"))
                                .select("one.value"),
                        List.of("0:a", "0:a", "0:a", "0:a", "0:b", "1:b", "1:b", "1:b")),
                new Case(
                        "what an aggregation sums up",
                        (rows, run) -> counted(rows, count(when(col("value").equalTo(live(run, "filter")), 1))),
                        List.of("0:a2", "0:b0", "1:a2", "1:b1")),
                new Case(
                        "what an aggregation sums up, if anything",
                        (rows, run) -> counted(rows, count(when(live(run, "on"), 1))),
                        List.of("0:a2", "0:b1", "1:a2", "1:b1")),
                new Case(
                        "a column that an aggregation sums up",
                        (rows, run) -> counted(
                                rows.withColumn("number", live(run, "least")),
                                org.apache.spark.sql.functions.sum("number")),
                        List.of("0:a2", "0:b1", "1:a8", "1:b4")),
                new Case(
                        "a filter below an aggregation",
                        (rows, run) -> counted(rows.filter(live(run, "on")), count(lit(1))),
                        List.of("0:a2", "0:b1")),
                new Case(
                        "a filter on the result of an aggregation",
                        (rows, run) -> rows.groupBy("value")
                                .count()
                                .filter(col("count").geq(live(run, "least")))
                                .select(concat(col("value"), col("count"))),
                        List.of("0:a2", "0:b1", "1:a4")),
                new Case(
                        "a function of flatMapGroupsWithState",
                        LivePlacesTest::flatMapGroups,
                        List.of("0:a=a/1", "0:b=a/1", "1:a=b/2", "1:b=b/2")),
                new Case(
                        "a processor of transformWithState",
                        LivePlacesTest::transform,
                        List.of("0:a=a/1", "0:b=a/1", "1:a=b/2", "1:b=b/2")));
    }

    private static Dataset<Row> counted(Dataset<Row> rows, Column number) {
        return rows.groupBy("value").agg(number.as("number")).select(concat(col("value"), col("number")));
    }

    private static Dataset<Row> flatMapGroups(Dataset<Row> rows, LiveRun run) {
        LiveHandle<String> filter = run.live("filter");
        FlatMapGroupsWithStateFunction<String, String, Long, String> function = (key, values, state) -> {
            long epochs = (state.exists() ? state.get() : 0) + 1;
            state.update(epochs);
            return List.of(key + "=" + filter.get() + "/" + epochs).iterator();
        };
        return rows.as(Encoders.STRING())
                .groupByKey((MapFunction<String, String>) value -> value, Encoders.STRING())
                .flatMapGroupsWithState(
                        function,
                        OutputMode.Update(),
                        Encoders.LONG(),
                        Encoders.STRING(),
                        GroupStateTimeout.NoTimeout())
                .toDF();
    }

    private static Dataset<Row> transform(Dataset<Row> rows, LiveRun run) {
        return rows.as(Encoders.STRING())
                .groupByKey((MapFunction<String, String>) value -> value, Encoders.STRING())
                .transformWithState(
                        new Counting(run.live("filter")), TimeMode.None(), OutputMode.Update(), Encoders.STRING())
                .toDF();
    }

    static final class Counting extends StatefulProcessor<String, String, String> {

        private static final long serialVersionUID = 1L;

        private final LiveHandle<String> filter;
        private transient ValueState<Long> epochs;

        Counting(LiveHandle<String> filter) {
            this.filter = filter;
        }

        @Override
        public void init(OutputMode outputMode, TimeMode timeMode) {
            epochs = getHandle().getValueState("epochs", Encoders.LONG(), TTLConfig.NONE());
        }

        @Override
        public scala.collection.Iterator<String> handleInputRows(
                String key, scala.collection.Iterator<String> rows, TimerValues timers) {
            rows.foreach(row -> row);
            long number = (epochs.exists() ? epochs.get() : 0) + 1;
            epochs.update(number);
            Iterator<String> made =
                    List.of(key + "=" + filter.get() + "/" + number).iterator();
            return scala.jdk.javaapi.CollectionConverters.asScala(made);
        }
    }

    private void feed(StreamingQuery query) {
        input.addData(scala.jdk.javaapi.CollectionConverters.asScala(List.of("a", "b", "a"))
                .toSeq());
        query.processAllAvailable();
    }

    @ParameterizedTest
    @MethodSource
    void places(Case example) throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        StreamingQuery query = example.query()
                .apply(input.toDF(), run)
                .writeStream()
                .outputMode(example.name().contains("join of two") ? "append" : "update")
                .option("checkpointLocation", directory.toString())
                .foreachBatch((VoidFunction2<Dataset<Row>, Long>)
                        (batch, epoch) -> batch.collectAsList().forEach(row -> seen.add(epoch + ":" + row.get(0))))
                .start();
        feed(query);
        run.change(2, SECOND);
        feed(query);

        List<String> sorted = new ArrayList<>(seen);
        Collections.sort(sorted);
        assertThat(sorted).isEqualTo(example.expected());
    }

    @Test
    void operationsOfRddsInForeachBatchSeeTheVersionOfTheEpoch() throws Exception {
        LiveHandle<String> filter = run.live("filter");
        List<String> seen = new CopyOnWriteArrayList<>();
        StreamingQuery query = input.toDF()
                .writeStream()
                .option("checkpointLocation", directory.toString())
                .foreachBatch((VoidFunction2<Dataset<Row>, Long>) (batch, epoch) -> {
                    run.change(2, SECOND);
                    seen.addAll(batch.javaRDD()
                            .map(row -> row.getString(0) + filter.get() + filter.version())
                            .distinct()
                            .collect());
                })
                .start();
        feed(query);
        assertThat(seen).containsExactlyInAnyOrder("aa1", "ba1");
        seen.clear();
        feed(query);
        assertThat(seen).containsExactlyInAnyOrder("ab2", "bb2");
    }

    @Test
    void everyQueryOfARunHasPinsOfItsOwn() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        StreamingQuery one = versions("one", seen);
        feed(one);
        run.change(2, SECOND);
        StreamingQuery two = versions("two", seen);
        two.processAllAvailable();
        feed(one);
        two.processAllAvailable();

        assertThat(seen).containsExactlyInAnyOrder("one/0@1", "two/0@2", "one/1@2", "two/1@2");
        assertThat(Files.readString(directory.resolve("one/mist-live/epochs/0")))
                .contains("\"version\":1");
        assertThat(Files.readString(directory.resolve("two/mist-live/epochs/0")))
                .contains("\"version\":2");
    }

    private StreamingQuery versions(String name, List<String> seen) throws Exception {
        return input.toDF()
                .writeStream()
                .option("checkpointLocation", directory.resolve(name).toString())
                .foreachBatch((VoidFunction2<Dataset<Row>, Long>) (batch, epoch) ->
                        seen.add(name + "/" + epoch + "@" + run.live("filter").version()))
                .start();
    }

    @Test
    void filtersAreStillPushedDownAndPartitionsPruned() {
        String path = directory.resolve("parquet").toString();
        names(run).write().partitionBy("number").parquet(path);
        String plan = run.session()
                .read()
                .parquet(path)
                .filter(col("number")
                        .equalTo(live(run, "least"))
                        .and(col("name").equalTo(live(run, "filter"))))
                .queryExecution()
                .executedPlan()
                .toString();

        assertThat(plan)
                .contains("PartitionFilters: [isnotnull(number", "= 1)]")
                .contains("EqualTo(name,a)");
    }
}
