package io.mist.worker.output;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mist.api.BatchOnChange;
import io.mist.api.Output;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.worker.LocalSpark;
import io.mist.worker.contract.component.OutputComponent;
import io.mist.worker.contract.reader.RecordTypes;
import io.mist.worker.contract.type.ValueType;
import io.mist.worker.link.Destination;
import io.mist.worker.link.Publisher;
import io.mist.worker.link.TestServer;
import io.mist.worker.live.LiveRegistry;
import io.mist.worker.live.LiveType;
import io.mist.worker.live.RunLive;
import io.mist.worker.live.Version;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.runtime.MemoryStream;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Outputs in real queries, against the link's other side. */
@Timeout(180)
class OutputChannelTest {

    record Contract(Output<Long> numbers, Output<Sum> sums) {}

    record Sum(long key, long total) {}

    @TempDir
    private Path directory;

    private final TestServer server = new TestServer();
    private final SparkSession spark = LocalSpark.session();
    private final MemoryStream<Long> numbers = new MemoryStream<>(
            7, (org.apache.spark.sql.classic.SparkSession) spark, scala.Option.apply(4), Encoders.LONG());

    @AfterEach
    void close() throws Exception {
        for (StreamingQuery query : spark.streams().active()) {
            query.stop();
        }
        OutputSink.forget("r1");
        server.close();
    }

    private final class TestOutlet implements Outlet {

        private final int attempt;

        TestOutlet(int attempt) {
            this.attempt = attempt;
        }

        @Override
        public Publisher publisher(String channel, String query) {
            Destination to = new Destination(server.address(), "w1", "token", Duration.ofSeconds(60));
            return new Publisher(to, "r1", attempt, channel, query);
        }

        @Override
        public String sender() {
            return "send." + attempt;
        }

        @Override
        public long liveVersion() {
            return 3;
        }

        @Override
        public String checkpoint(String channel) {
            return directory.resolve(channel).toString();
        }

        @Override
        public Optional<Trigger> trigger() {
            return Optional.empty();
        }
    }

    private <T> OutputChannel<T> output(String name, int attempt) {
        ValueType type = new RecordTypes(Contract.class).of(name);
        return new OutputChannel<>(
                new OutputComponent(name, type, List.of(), false, null),
                new RecordTypes(Contract.class),
                new TestOutlet(attempt));
    }

    private void feed(long from, long to) {
        numbers.addData(scala.jdk.javaapi.CollectionConverters.asScala(
                        LongStream.range(from, to).boxed().toList())
                .toSeq());
    }

    private static List<Long> numbersOf(String epoch) {
        String messages = epoch.substring(epoch.indexOf(": ") + 2);
        return Arrays.stream(messages.split(",")).map(Long::parseLong).sorted().toList();
    }

    record Prompt(@BatchOnChange Output<Long> numbers) {}

    @Test
    void aChangeOfALiveValueRunsABatchIfTheOutputAsksForIt() throws Exception {
        LiveType flag = new LiveType(DataTypes.BooleanType, values -> true);
        RunLive live = new RunLive("r1", Map.of("flag", flag), new Version(1, Json.parseObject("{}")));
        LiveRegistry.add(live);
        spark.conf().set(LiveRegistry.RUN, "r1");
        try {
            OutputChannel<Long> output = new OutputChannel<>(
                    new OutputComponent("numbers", new RecordTypes(Prompt.class).of("numbers"), List.of(), true, null),
                    new RecordTypes(Prompt.class),
                    new TestOutlet(1));
            StreamingQuery query = output.sendBatches(numbers.toDS(), (batch, epoch) -> List.of(batch.count()));
            feed(0, 5);
            query.processAllAvailable();
            long before = live.epoch(query.id().toString()).orElse(-1);
            live.change(new Version(2, Json.parseObject("{}")));
            query.processAllAvailable();

            assertThat(before).isNotNegative();
            assertThat(live.epoch(query.id().toString())).hasValue(before + 1);
        } finally {
            LiveRegistry.remove("r1");
        }
    }

    // ---- sendAll

    @Test
    void theRowsOfEveryPartitionAreInTheLogEpochByEpochAndAnEmptyEpochLeavesNothing() throws Exception {
        StreamingQuery query = this.<Long>output("numbers", 1)
                .sendAll(numbers.toDF().where(col("value").lt(lit(100))));
        feed(0, 50);
        query.processAllAvailable();
        feed(100, 110);
        query.processAllAvailable();
        feed(50, 60);
        query.processAllAvailable();

        assertThat(server.committed()).hasSize(2);
        assertThat(server.committed().get(0)).startsWith("0/3: ");
        assertThat(numbersOf(server.committed().get(0)))
                .isEqualTo(LongStream.range(0, 50).boxed().toList());
        assertThat(server.committed().get(1)).startsWith("2/3: ");
        assertThat(numbersOf(server.committed().get(1)))
                .isEqualTo(LongStream.range(50, 60).boxed().toList());
        assertThat(server.publications()).as("parts").isGreaterThan(4);
    }

    @Test
    void anEpochThatIsReplayedFromTheCheckpointIsInTheLogOnce() throws Exception {
        // The server has the epoch, and the query never hears of it.
        server.breakAfterCommits(1);
        server.refuse(MistException.resources("internal", "the commit after the lost one"));
        StreamingQuery first = this.<Long>output("numbers", 1).sendAll(numbers.toDF());
        feed(0, 20);
        assertThatThrownBy(first::processAllAvailable).hasMessageContaining("the commit after the lost one");

        StreamingQuery second = this.<Long>output("numbers", 2).sendAll(numbers.toDF());
        second.processAllAvailable();
        feed(20, 30);
        second.processAllAvailable();

        assertThat(server.committed()).hasSize(2);
        assertThat(numbersOf(server.committed().get(0)))
                .isEqualTo(LongStream.range(0, 20).boxed().toList());
        assertThat(numbersOf(server.committed().get(1)))
                .isEqualTo(LongStream.range(20, 30).boxed().toList());
    }

    @Test
    void partsThatTheServerHasLostFailTheEpochAndItsReplayIsWhole() throws Exception {
        StreamingQuery first = this.<Long>output("numbers", 1).sendAll(numbers.toDF());
        server.loseNextParts();
        feed(0, 20);
        assertThatThrownBy(first::processAllAvailable).hasMessageContaining("partition");
        assertThat(server.committed()).isEmpty();

        this.<Long>output("numbers", 2).sendAll(numbers.toDF()).processAllAvailable();

        assertThat(server.committed()).hasSize(1);
        assertThat(numbersOf(server.committed().get(0)))
                .isEqualTo(LongStream.range(0, 20).boxed().toList());
    }

    @Test
    void aTaskThatFailsHalfWayGivesItsPartUpAndTheReplayCountsOnce() throws Exception {
        FAILURES.set(1);
        Dataset<Long> failing =
                numbers.toDS().map((MapFunction<Long, Long>) OutputChannelTest::failOnce, Encoders.LONG());
        StreamingQuery first = this.<Long>output("numbers", 1).sendAll(failing);
        feed(0, 20);
        assertThatThrownBy(first::processAllAvailable).hasMessageContaining("fails once");

        this.<Long>output("numbers", 2).sendAll(failing).processAllAvailable();

        assertThat(server.committed()).hasSize(1);
        assertThat(numbersOf(server.committed().get(0)))
                .isEqualTo(LongStream.range(0, 20).boxed().toList());
    }

    private static final AtomicInteger FAILURES = new AtomicInteger();

    private static long failOnce(long value) {
        if (value == 15 && FAILURES.getAndDecrement() > 0) {
            throw new IllegalStateException("fails once");
        }
        return value;
    }

    @Test
    void aRowThatDoesNotFitFailsTheEpochAndNamesTheProblem() {
        StreamingQuery query = this.<Sum>output("sums", 1)
                .sendAll(numbers.toDF()
                        .select(
                                col("value").as("key"),
                                when(col("value").notEqual(lit(7)), col("value"))
                                        .as("total")));
        feed(0, 20);

        assertThatThrownBy(query::processAllAvailable)
                .rootCause()
                .isInstanceOfSatisfying(
                        MistException.class, e -> assertThat(e.code()).isEqualTo("message-invalid"))
                .hasMessageMatching(
                        "a row of output 'sums' \\(partition \\d\\) does not fit: total: null \\(expected: an"
                                + " integer from -9223372036854775808 to 9223372036854775807\\)");
        assertThat(server.committed()).isEmpty();
    }

    @Test
    void anAggregationWithoutAWatermarkPublishesTheGroupsThatChanged() throws Exception {
        Dataset<?> sums = numbers.toDF()
                .groupBy(col("value").mod(lit(2)).as("key"))
                .agg(org.apache.spark.sql.functions.sum("value").as("total"));
        StreamingQuery query = this.<Sum>output("sums", 1).sendAll(sums);
        feed(0, 4);
        query.processAllAvailable();
        feed(4, 5);
        query.processAllAvailable();

        assertThat(server.committed().get(0)).contains("{\"key\":0,\"total\":2}", "{\"key\":1,\"total\":4}");
        assertThat(server.committed().get(1)).isEqualTo("1/3: {\"key\":0,\"total\":6}");
    }

    @Test
    void aSortedAggregationPublishesAllGroupsInOrder() throws Exception {
        Dataset<?> sums = numbers.toDF()
                .groupBy(col("value").mod(lit(2)).as("key"))
                .agg(org.apache.spark.sql.functions.sum("value").as("total"))
                .orderBy(col("total").desc());
        StreamingQuery query = this.<Sum>output("sums", 1).sendAll(sums);
        feed(0, 4);
        query.processAllAvailable();
        feed(4, 5);
        query.processAllAvailable();

        assertThat(server.committed())
                .containsExactly(
                        "0/3: {\"key\":1,\"total\":4},{\"key\":0,\"total\":2}",
                        "1/3: {\"key\":0,\"total\":6},{\"key\":1,\"total\":4}");
    }

    @Test
    void columnsThatDoNotFitAreSaidWhenTheQueryIsMade() {
        assertThatThrownBy(() -> output("sums", 1).sendAll(numbers.toDF()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("output 'sums': the columns do not fit Sum: column 'key' is missing");
        assertThatThrownBy(() -> output("numbers", 1).sendAll(spark.range(3)))
                .hasMessageContaining("output 'numbers' was given a Dataset that is not streaming");
    }

    @Test
    void messagesMadeOnTheDriverAreOneEpochToo() throws Exception {
        StreamingQuery query = this.<Long>output("numbers", 1)
                .sendBatches(numbers.toDS(), (batch, epoch) -> List.of(batch.count(), epoch));
        feed(0, 5);
        query.processAllAvailable();
        feed(5, 8);
        query.processAllAvailable();

        assertThat(server.committed()).containsExactly("0/3: 5,0", "1/3: 3,1");
    }

    // ---- send

    @Test
    void manyThreadsOfTheDriverSendInOneOrderWithoutLosses() {
        OutputChannel<Long> output = output("numbers", 1);
        var threads = Executors.newFixedThreadPool(8);
        CompletableFuture.allOf(LongStream.range(0, 200)
                        .mapToObj(i -> CompletableFuture.runAsync(() -> output.send(i), threads))
                        .toArray(CompletableFuture[]::new))
                .join();
        threads.shutdown();

        assertThat(server.committed().stream().map(sent -> sent.substring(0, sent.indexOf(':'))))
                .isEqualTo(IntStream.range(0, 200).mapToObj(i -> "send.1/" + i).toList());
        assertThat(server.committed().stream().map(sent -> Long.parseLong(sent.substring(sent.indexOf(' ') + 1))))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, 200).boxed().toList());
    }

    @Test
    void tasksSendFromEveryPartitionEachInItsOwnOrder() {
        Output<Long> output = output("numbers", 1);
        spark.range(0, 30, 1, 3)
                .map((MapFunction<Long, Long>) value -> value, Encoders.LONG())
                .foreachPartition((ForeachPartitionFunction<Long>) rows -> rows.forEachRemaining(output::send));

        List<String> sent = server.committed();
        assertThat(sent).hasSize(30).allMatch(each -> each.startsWith("send.1."));
        for (int partition = 0; partition < 3; partition++) {
            String sender = "." + partition + "/";
            assertThat(sent.stream()
                            .filter(each -> each.contains(sender))
                            .map(each -> Long.parseLong(each.substring(each.indexOf(' ') + 1))))
                    .isEqualTo(LongStream.range(partition * 10L, partition * 10L + 10)
                            .boxed()
                            .toList());
        }
    }

    @Test
    void twoLambdasOfOneTaskShareItsNumbers() {
        Output<Long> output = output("numbers", 1);
        spark.range(0, 5, 1, 1)
                .map(
                        (MapFunction<Long, Long>) value -> {
                            output.send(value);
                            return value;
                        },
                        Encoders.LONG())
                .foreachPartition((ForeachPartitionFunction<Long>)
                        rows -> rows.forEachRemaining(value -> output.send(value + 100)));

        assertThat(server.committed().stream().map(sent -> Long.parseLong(sent.substring(sent.indexOf(' ') + 1))))
                .containsExactly(0L, 100L, 1L, 101L, 2L, 102L, 3L, 103L, 4L, 104L);
    }

    @Test
    void aTaskOfAStreamSendsToo() throws Exception {
        Output<Long> output = output("numbers", 1);
        StreamingQuery query = numbers.toDS()
                .writeStream()
                .option("checkpointLocation", directory.resolve("own").toString())
                .foreachBatch((org.apache.spark.api.java.function.VoidFunction2<Dataset<Long>, Long>)
                        (batch, epoch) -> batch.foreachPartition(
                                (ForeachPartitionFunction<Long>) rows -> rows.forEachRemaining(output::send)))
                .start();
        feed(0, 10);
        query.processAllAvailable();
        feed(10, 20);
        query.processAllAvailable();

        assertThat(server.committed().stream()
                        .map(sent -> Long.parseLong(sent.substring(sent.indexOf(' ') + 1)))
                        .sorted())
                .isEqualTo(LongStream.range(0, 20).boxed().toList());
    }

    @Test
    void aThreadThatATaskHasStartedSendsUnderANameOfItsOwn() {
        Output<Long> output = output("numbers", 1);
        spark.range(0, 2, 1, 1)
                .map((MapFunction<Long, Long>) value -> value, Encoders.LONG())
                .foreachPartition((ForeachPartitionFunction<Long>) rows ->
                        rows.forEachRemaining(value -> CompletableFuture.runAsync(() -> {
                                    assertThat(TaskContext.get()).isNull();
                                    output.send(value);
                                })
                                .join()));

        assertThat(server.committed()).hasSize(2).allMatch(sent -> sent.matches("send\\.1\\.[0-9a-f-]{36}/[01]: [01]"));
    }

    @Test
    void aMessageThatDoesNotFitIsNamed() {
        Output<Sum> output = output("sums", 1);
        assertThatThrownBy(() -> output.send(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a message of output 'sums' does not fit Sum: null (expected: an object)");
        assertThat(server.committed()).isEmpty();
    }

    @Test
    void aQueryCannotBeStartedInATask() {
        Output<Long> output = output("numbers", 1);
        assertThatThrownBy(() -> spark.range(0, 1, 1, 1)
                        .map((MapFunction<Long, Long>) value -> value, Encoders.LONG())
                        .foreachPartition((ForeachPartitionFunction<Long>) rows -> output.sendAll(null)))
                .rootCause()
                .hasMessage("sendAll of output 'numbers' was called in a task on an executor (expected: driver code)."
                        + " In a task, publish single messages with send(…)");
    }
}
