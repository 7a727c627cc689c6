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
import io.mist.worker.contract.component.OutputComponent;
import io.mist.worker.contract.reader.RecordTypes;
import io.mist.worker.hosted.HostedRuns;
import io.mist.worker.live.LiveParts;
import io.mist.worker.live.form.ValueForm;
import io.mist.worker.live.plan.LiveForms;
import io.mist.worker.live.version.RunLive;
import io.mist.worker.live.version.Version;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;

/** Whole queries as outputs. */
final class OutputChannelTest extends OutputFixture {

    record Prompt(@BatchOnChange Output<Long> numbers) {}

    @Test
    void aChangeOfALiveValueRunsABatchIfTheOutputAsksForIt() throws Exception {
        LiveForms forms = new LiveForms(Map.of("flag", new ValueForm(DataTypes.BooleanType, values -> true)));
        RunLive live = new RunLive("r1", forms.names(), new Version(1, Json.parseObject("{}")));
        LiveParts.add(parts, live, forms);
        spark.conf().set(HostedRuns.SESSION_SETTING, "r1");
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
    }

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
        server.reject(MistException.resources("internal", "the commit after the lost one"));
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
}
