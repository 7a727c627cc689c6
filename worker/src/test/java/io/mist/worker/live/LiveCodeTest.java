package io.mist.worker.live;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.mist.api.Live;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.metrics.source.CodegenMetrics;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.streaming.runtime.MemoryStream;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How often Spark compiles code when numbers change. */
final class LiveCodeTest {

    private static final int CHANGES = Integer.getInteger("mist.test.changes", 10);

    record Contract(Live<Integer> least, Live<Double> factor) {}

    @TempDir
    Path directory;

    private LiveRun run;

    @BeforeEach
    void beginRun() {
        run = LiveRun.begin("run-1", Contract.class, 1, values(1));
    }

    @AfterEach
    void endRun() throws Exception {
        run.end();
    }

    private static String values(long version) {
        return "{\"least\":" + version + ",\"factor\":" + version + ".5}";
    }

    record Case(String name, BiFunction<Dataset<Row>, LiveRun, Dataset<Row>> query) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> aNewNumberCompilesNothing() {
        return Stream.of(
                new Case(
                        "as it is",
                        (rows, run) -> rows.filter(
                                        col("value").geq(run.live("least").column()))
                                .select(col("value").plus(run.live("least").column()))),
                new Case(
                        "computed with",
                        (rows, run) -> rows.filter(col("value")
                                        .cast("double")
                                        .geq(run.live("least")
                                                .column()
                                                .cast("long")
                                                .multiply(2)))
                                .select(run.live("factor").column().multiply(3).plus(col("value")))),
                new Case(
                        "with state",
                        (rows, run) -> rows.filter(
                                        col("value").geq(run.live("least").column()))
                                .groupBy("value")
                                .agg(org.apache.spark.sql.functions.sum(
                                        col("value").multiply(run.live("factor").column())))));
    }

    @ParameterizedTest
    @MethodSource
    void aNewNumberCompilesNothing(Case example) throws Exception {
        MemoryStream<Integer> input =
                MemoryStream.apply(Encoders.INT(), (org.apache.spark.sql.classic.SparkSession) run.session());
        StreamingQuery query = example.query()
                .apply(input.toDF(), run)
                .writeStream()
                .outputMode("update")
                .option("checkpointLocation", directory.toString())
                .foreachBatch((VoidFunction2<Dataset<Row>, Long>) (batch, epoch) -> batch.collectAsList())
                .start();
        feed(input, query);
        change(2);
        feed(input, query);
        long before = CodegenMetrics.METRIC_COMPILATION_TIME().getCount();
        for (int version = 3; version < 3 + CHANGES; version++) {
            change(version);
            feed(input, query);
        }
        long compiled = CodegenMetrics.METRIC_COMPILATION_TIME().getCount() - before;
        System.out.println("## " + example + ": " + compiled + " compilations for " + CHANGES + " changes");

        assertThat(run.values().seenBy(query.id().toString()).number()).isEqualTo(2 + CHANGES);
        assertThat(compiled).isZero();
    }

    private void change(long version) {
        run.change(version, values(version));
    }

    private static void feed(MemoryStream<Integer> input, StreamingQuery query) {
        input.addData(scala.jdk.javaapi.CollectionConverters.asScala(List.of(1, 50, 7))
                .toSeq());
        query.processAllAvailable();
    }
}
