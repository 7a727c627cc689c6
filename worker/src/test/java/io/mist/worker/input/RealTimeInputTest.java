package io.mist.worker.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mist.api.Input;
import io.mist.worker.LocalSpark;
import io.mist.worker.contract.reader.RecordTypes;
import io.mist.worker.hosted.HostedRuns;
import io.mist.worker.hosted.RunParts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.RealTimeTrigger;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An input in Spark's real-time mode: rows come one by one, within one long batch after the other. */
class RealTimeInputTest {

    record Line(String text) {}

    record Contract(Input<Line> lines) {}

    private static final List<String> TEXTS = new CopyOnWriteArrayList<>();

    private static final class Texts extends ForeachWriter<Row> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean open(long partition, long epoch) {
            return true;
        }

        @Override
        public void process(Row row) {
            TEXTS.add(row.getString(0));
        }

        @Override
        public void close(Throwable error) {}
    }

    @TempDir
    private Path directory;

    @Test
    void messagesArriveAsTheyArePushedAndARestartResumesAfterTheLastBatch() throws Exception {
        SparkSession spark = LocalSpark.session();
        spark.conf().set("spark.sql.streaming.realTimeMode.allowlistCheck", "false");
        try (InputServer server = new InputServer();
                RunParts parts =
                        HostedRuns.begin(server.access(Duration.ofSeconds(30)).run())) {
            InputSource source = InputSource.of(
                    server.access(Duration.ofSeconds(30)),
                    "lines",
                    new RecordTypes(Contract.class).of("lines"),
                    0,
                    1_000);
            parts.add(RunInputs.class, new RunInputs()).add(source);
            server.push("{\"text\":\"a\"}");
            StreamingQuery query = start(spark, source);
            server.push("{\"text\":\"b\"}");
            await().atMost(Duration.ofSeconds(60)).until(() -> TEXTS.size() == 2);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> query.lastProgress() != null
                            && query.lastProgress().sources()[0].endOffset().equals("{\"next\":2}"));
            query.stop();
            awaitTasks(spark);
            server.push("{\"text\":\"c\"}");
            StreamingQuery again = start(spark, source);
            await().atMost(Duration.ofSeconds(60)).until(() -> TEXTS.contains("c"));
            again.stop();
            assertThat(TEXTS).containsExactly("a", "b", "c");
        }
    }

    /**
     * Waits for the task of the stopped query, which ends after {@code stop()} returns and reads what is pushed until then.
     * Spark has one slot in these tests, so a job ends after that task only.
     */
    private static void awaitTasks(SparkSession spark) {
        spark.range(1).toJavaRDD().count();
    }

    private StreamingQuery start(SparkSession spark, InputSource source) throws Exception {
        return new InputChannel<Line>(spark, source)
                .stream()
                        .writeStream()
                        .outputMode("update")
                        .trigger(RealTimeTrigger.apply("5 seconds"))
                        .option(
                                "checkpointLocation",
                                directory.resolve("checkpoint").toString())
                        .foreach(new Texts())
                        .start();
    }
}
