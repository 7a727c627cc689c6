package io.mist.testing;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mist.api.DStreamJob;
import io.mist.api.Live;
import io.mist.api.Output;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestStreamsTest {

    record Contract(Live<Integer> limit, Output<String> out) {}

    private final SparkSession spark = TestSpark.local();
    private final TestLive<Integer> limit = TestLive.of(10);
    private final TestOutput<String> out = TestOutput.of(String.class);
    private final Contract contract = new Contract(limit, out);

    @TempDir
    Path directory;

    @AfterEach
    void noStreamingContextIsLeft() {
        assertThat(StreamingContext.getActive().isEmpty()).isTrue();
        assertThat(spark.sparkContext().isStopped()).isFalse();
        assertThat(spark.sparkContext().conf().contains("spark.streaming.clock"))
                .isFalse();
    }

    /** One RDD for each batch. */
    private static Queue<JavaRDD<Integer>> batches(JavaStreamingContext streaming, int count) {
        Queue<JavaRDD<Integer>> batches = new ArrayDeque<>();
        for (int i = 1; i <= count; i++) {
            batches.add(streaming.sparkContext().parallelize(List.of(i, i * 10), 2));
        }
        return batches;
    }

    @Test
    void everyPlaceOfABatchSeesOneVersionDespiteAChangeMeanwhile() throws Exception {
        DStreamJob<Contract> job = (given, streaming) -> {
            Live<Integer> limit = given.limit();
            Output<String> out = given.out();
            streaming
                    .queueStream(batches(streaming, 3))
                    .transform(rdd -> {
                        out.send("transform " + limit.version() + " " + limit.get());
                        return rdd;
                    })
                    .foreachRDD(rdd -> {
                        ((TestLive<Integer>) limit).set(limit.get() + 1);
                        out.send("foreachRDD " + limit.version() + " " + limit.get());
                        rdd.foreach(number -> out.send("task " + limit.version() + " " + limit.get()));
                        long below = SparkSession.active()
                                .range(100)
                                .filter(col("id").lt(limit.column()))
                                .count();
                        out.send("column " + below);
                    });
        };
        try (TestStreams streams = TestStreams.start(job, contract, spark)) {
            streams.processBatch();
            assertThat(out.messages())
                    .containsExactly("transform 1 10", "foreachRDD 1 10", "task 1 10", "task 1 10", "column 10");
            assertThat(limit.get()).isEqualTo(11);
            out.clear();
            limit.set(50);
            streams.processBatch();
            assertThat(out.messages())
                    .containsExactly("transform 3 50", "foreachRDD 3 50", "task 3 50", "task 3 50", "column 50");
        }
        assertThat(limit.get()).isEqualTo(51);
    }

    @Test
    void batchesAreMadeOnTheTestsCallAndAreAnIntervalApart() throws Exception {
        DStreamJob<Contract> job = (given, streaming) -> {
            Output<String> out = given.out();
            streaming
                    .queueStream(batches(streaming, 3))
                    .foreachRDD((rdd, time) ->
                            out.send(Instant.ofEpochMilli(time.milliseconds()) + " " + rdd.reduce(Integer::sum)));
        };
        try (TestStreams streams = TestStreams.start(job, contract, spark, Duration.ofMinutes(10))) {
            Instant first = streams.processBatch();
            Instant second = streams.processBatch();
            assertThat(Duration.between(first, second)).isEqualTo(Duration.ofMinutes(10));
            assertThat(out.messages()).containsExactly(first + " 11", second + " 22");
        }
    }

    @Test
    void aBatchInWhichAWindowHasNoResultEndsToo() throws Exception {
        DStreamJob<Contract> job = (given, streaming) -> {
            Output<String> out = given.out();
            streaming
                    .queueStream(batches(streaming, 4))
                    .window(Durations.seconds(2), Durations.seconds(2))
                    .foreachRDD(rdd -> out.send("" + rdd.reduce(Integer::sum)));
        };
        try (TestStreams streams = TestStreams.start(job, contract, spark)) {
            for (int i = 0; i < 4; i++) {
                streams.processBatch();
            }
        }
        assertThat(out.messages()).containsExactly("33", "77");
    }

    @Test
    void aBatchHasTheFilesThatExistBeforeIt() throws Exception {
        TextFiles files = new TextFiles(directory);
        DStreamJob<Contract> job = (given, streaming) -> {
            Output<String> out = given.out();
            streaming.textFileStream(directory.toString()).foreachRDD(rdd -> out.send("" + rdd.collect()));
        };
        try (TestStreams streams = TestStreams.start(job, contract, spark)) {
            files.add("1", "a", "b");
            streams.processBatch();
            streams.processBatch();
            files.add("2", "c");
            streams.processBatch();
        }
        assertThat(out.messages()).containsExactly("[a, b]", "[]", "[c]");
    }

    @Test
    void theFailureOfABatchIsTheCauseWhereverItIsThrown() throws Exception {
        DStreamJob<Contract> inForeach = (given, streaming) -> streaming
                .queueStream(batches(streaming, 1))
                .foreachRDD(rdd -> {
                    throw new IllegalStateException("no such thing");
                });
        DStreamJob<Contract> inTransform = (given, streaming) -> streaming
                .queueStream(batches(streaming, 1))
                .<Integer>transform(rdd -> {
                    throw new IllegalStateException("no such thing");
                })
                .foreachRDD(rdd -> {});
        for (DStreamJob<Contract> job : List.of(inForeach, inTransform)) {
            try (TestStreams streams = TestStreams.start(job, contract, spark)) {
                assertThatExceptionOfType(AssertionError.class)
                        .isThrownBy(streams::processBatch)
                        .withMessageMatching("batch \\S+Z has failed: no such thing")
                        .withCauseInstanceOf(IllegalStateException.class);
            }
        }
    }

    @Test
    void tooFewReceivedRecordsAreReportedAtTheTimeOut() throws Exception {
        DStreamJob<Contract> job = (given, streaming) ->
                streaming.queueStream(batches(streaming, 1)).foreachRDD(rdd -> {});
        try (TestStreams streams = TestStreams.start(job, contract, spark)) {
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> streams.processReceived(2, Duration.ofMillis(50)))
                    .withMessage("expected 2 records to be received but there are 0 after PT0.05S");
        }
    }

    @Test
    void aJobThatStopsItsContextFailsWithThatReason() throws Exception {
        DStreamJob<Contract> job = (given, streaming) -> streaming
                .queueStream(batches(streaming, 1))
                .foreachRDD(rdd -> new Thread(() -> streaming.stop(false)).start());
        try (TestStreams streams = TestStreams.start(job, contract, spark)) {
            assertThatThrownBy(() -> {
                        while (true) {
                            streams.processBatch();
                        }
                    })
                    .hasMessageContaining("the streaming context has been stopped");
        }
    }

    /** Its streams are kept in a checkpoint. */
    private record Checkpointed(DStreamJob<Contract> job) implements DStreamJob<Contract> {

        @Override
        public void define(Contract contract, JavaStreamingContext streaming) throws Exception {
            job.define(contract, streaming);
        }

        @Override
        public boolean isCheckpointed() {
            return true;
        }
    }

    @Test
    void aCheckpointedJobThatHoldsSomethingUnserializableFailsAtItsStart() throws Exception {
        Object notSerializable = new Object();
        DStreamJob<Contract> job = (given, streaming) -> streaming
                .textFileStream(directory.toString())
                .foreachRDD(rdd -> assertThat(notSerializable).isNotNull());
        assertThatThrownBy(() -> TestStreams.start(new Checkpointed(job), contract, spark))
                .hasMessageContaining("java.lang.Object");
    }

    @Test
    void aCheckpointedJobMayHoldLiveValuesAndOutputsAndItsCheckpointIsRemoved() throws Exception {
        TextFiles files = new TextFiles(Files.createDirectories(directory.resolve("in")));
        Path[] kept = new Path[1];
        DStreamJob<Contract> job = (given, streaming) -> {
            Live<Integer> limit = given.limit();
            Output<String> out = given.out();
            kept[0] = Path.of(URI.create(streaming.ssc().checkpointDir()));
            streaming
                    .textFileStream(files.directory().toString())
                    .foreachRDD(rdd -> rdd.foreach(line -> out.send(line + " " + limit.get())));
        };
        try (TestStreams streams = TestStreams.start(new Checkpointed(job), contract, spark)) {
            files.add("1", "a");
            streams.processBatch();
            limit.set(11);
            files.add("2", "b");
            streams.processBatch();
            assertThat(kept[0]).isNotEmptyDirectory();
        }
        assertThat(out.messages()).containsExactly("a 10", "b 11");
        assertThat(kept[0]).doesNotExist();
    }

    @Test
    void anExceptionOfDefineReachesTheTestAndSparkRejectsAJobWithoutOutputs() {
        DStreamJob<Contract> failing = (given, streaming) -> {
            throw new java.io.IOException("no such directory");
        };
        DStreamJob<Contract> empty = (given, streaming) -> streaming.queueStream(batches(streaming, 1));
        assertThatThrownBy(() -> TestStreams.start(failing, contract, spark)).hasMessage("no such directory");
        assertThatThrownBy(() -> TestStreams.start(empty, contract, spark))
                .hasMessageContaining("No output operations registered");
    }
}
