package io.mist.worker.live;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.assertj.core.api.Assertions.assertThat;

import io.mist.api.Live;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.streaming.runtime.MemoryStream;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Micro-batches that a change makes, without data. */
final class LiveChangesTest {

    record Contract(Live<String> filter) {}

    @TempDir
    Path directory;

    private LiveRun run = run(1, "one");

    private static LiveRun run(long version, String filter) {
        return LiveRun.begin("run-1", Contract.class, version, values(filter));
    }

    private static String values(String filter) {
        return "{\"filter\":\"" + filter + "\"}";
    }

    @AfterEach
    void endRun() throws Exception {
        run.end();
    }

    private MemoryStream<String> input() {
        return MemoryStream.apply(Encoders.STRING(), (org.apache.spark.sql.classic.SparkSession) run.session());
    }

    private static void feed(MemoryStream<String> input, String... lines) {
        input.addData(
                scala.jdk.javaapi.CollectionConverters.asScala(List.of(lines)).toSeq());
    }

    private StreamingQuery collect(Dataset<Row> rows, String mode, List<String> seen) throws Exception {
        return LiveChanges.with(rows, "run-1")
                .writeStream()
                .outputMode(mode)
                .option("checkpointLocation", directory.resolve("checkpoint").toString())
                .foreachBatch((VoidFunction2<Dataset<Row>, Long>) (batch, epoch) -> {
                    seen.add(epoch + "@" + run.live("filter").version());
                    batch.collectAsList().forEach(row -> seen.add(epoch + ":" + row.get(0)));
                })
                .start();
    }

    private Dataset<Row> noFiles() throws Exception {
        Path none = Files.createDirectories(directory.resolve("none"));
        return run.session().readStream().text(none.toString());
    }

    @Test
    void aChangeWithoutDataRunsAnEpochAlsoOneThatWasMadeWhileTheQueryWasDown() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        StreamingQuery query = collect(noFiles(), "append", seen);
        query.processAllAvailable();
        run.change(2, values("two"));
        query.processAllAvailable();
        run.change(3, values("three"));
        query.processAllAvailable();
        assertThat(seen).containsExactly("0@1", "1@2", "2@3");

        run.end();
        run = run(4, "four");
        seen.clear();
        collect(noFiles(), "append", seen).processAllAvailable();

        assertThat(seen).containsExactly("3@4");
    }

    @Test
    void anAggregationOfAllGroupsIsMadeAgainWithTheNewValue() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        MemoryStream<String> input = input();
        Dataset<Row> counted = input.toDF()
                .groupBy("value")
                .count()
                .orderBy("value")
                .select(concat(col("value"), col("count"), run.live("filter").column()));
        StreamingQuery query = collect(counted, "complete", seen);
        query.processAllAvailable();
        feed(input, "a", "b", "a");
        query.processAllAvailable();
        seen.clear();
        run.change(2, values("two"));
        query.processAllAvailable();

        assertThat(seen).containsExactly("2@2", "2:a2two", "2:b1two");
    }
}
