package io.mist.worker.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mist.api.Input;
import io.mist.protocol.wire.FetchRequest;
import io.mist.worker.LocalSpark;
import io.mist.worker.contract.reader.RecordTypes;
import io.mist.worker.hosted.HostedRuns;
import io.mist.worker.hosted.RunParts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputStreamTest {

    record Line(String text) {}

    record Contract(Input<Line> lines) {}

    private final SparkSession spark = LocalSpark.session();
    private final InputServer server = new InputServer();
    private final List<String> batches = new CopyOnWriteArrayList<>();
    private final List<String> rows = new CopyOnWriteArrayList<>();

    @TempDir
    private Path directory;

    private RunParts parts;
    private RunInputs inputs;

    @BeforeEach
    void begin() {
        parts = HostedRuns.begin(server.access(Duration.ofSeconds(30)).run());
        inputs = parts.add(RunInputs.class, new RunInputs());
    }

    @AfterEach
    void close() throws Exception {
        for (StreamingQuery query : spark.streams().active()) {
            query.stop();
        }
        parts.close();
        server.close();
    }

    @Test
    void aMicroBatchReadsWhatWasPushedSinceTheRunWasAccepted() throws Exception {
        server.push(line("before"), line("a"));
        StreamingQuery query = start(from(1), Trigger.ProcessingTime(0));
        query.processAllAvailable();
        server.push(line("b"), line("c"));
        await().until(() -> rows.size() == 3);
        assertThat(rows).containsExactly("a", "b", "c");
    }

    @Test
    void aBatchTakesAtMostItsRowsAndTheNextContinues() throws Exception {
        server.push(lines(25));
        StreamingQuery query = start(source(0, 10, Duration.ofSeconds(30)), Trigger.ProcessingTime(0));
        query.processAllAvailable();
        assertThat(batches).containsExactly("0: 0..9", "1: 10..19", "2: 20..24");
    }

    @Test
    void aQueryOfWhatIsAvailableReadsItAllInBatchesAndEnds() throws Exception {
        server.push(lines(25));
        StreamingQuery query = start(source(0, 10, Duration.ofSeconds(30)), Trigger.AvailableNow());
        assertThat(query.awaitTermination(60_000)).isTrue();
        assertThat(batches).containsExactly("0: 0..9", "1: 10..19", "2: 20..24");
    }

    @Test
    void aRestartedQueryReadsTheSameMessagesInTheBatchThatFailed() throws Exception {
        server.push(lines(3));
        StreamingQuery failing = start(from(0), Trigger.ProcessingTime(0), batch -> {
            throw new IllegalStateException("the sink is broken");
        });
        assertThatThrownBy(() -> failing.awaitTermination(60_000)).hasMessageContaining("the sink is broken");
        server.push(line("3"), line("4"));

        StreamingQuery again = start(from(0), Trigger.ProcessingTime(0));
        again.processAllAvailable();
        assertThat(batches).containsExactly("0: 0..2", "1: 3..4");
    }

    @Test
    void aLargeBatchIsReadBySeveralTasks() throws Exception {
        server.push(lines(2_000));
        InputStream stream = new InputStream(from(0));
        SparkSession.setActiveSession(spark);
        var ranges = stream.planInputPartitions(new InputOffset(0), new InputOffset(2_000));
        stream.stop();
        assertThat(ranges).hasSize(Math.min(2, spark.sparkContext().defaultParallelism()));
        StreamingQuery query = start(source(0, 10_000, Duration.ofSeconds(30)), Trigger.ProcessingTime(0));
        query.processAllAvailable();
        assertThat(batches).containsExactly("0: 0..1999");
    }

    @Test
    void whatRetentionRemovedBeforeItWasReadFailsTheQueryAndSaysHowToKeepIt() throws Exception {
        server.push(lines(10));
        server.removeBelow(4);
        StreamingQuery query = start(from(1), Trigger.ProcessingTime(0));
        assertThatThrownBy(() -> query.awaitTermination(60_000))
                .hasStackTraceContaining("input 'lines': messages 1 to 3 were removed by its retention")
                .hasStackTraceContaining("mist.inputs.retention");
    }

    @Test
    void aLogThatIsShorterThanTheCheckpointFailsTheQuery() throws Exception {
        server.push(lines(2));
        StreamingQuery query = start(from(7), Trigger.ProcessingTime(0));
        assertThatThrownBy(() -> query.awaitTermination(60_000))
                .hasStackTraceContaining("read up to offset 6, but the log ends at 2");
    }

    @Test
    void aQueryWaitsForAServerThatIsAwayAndResumes() throws Exception {
        server.push(lines(3));
        StreamingQuery query = start(from(0), Trigger.ProcessingTime(0));
        query.processAllAvailable();
        server.stop();
        server.push(line("3"));
        server.start();
        await().atMost(Duration.ofSeconds(30)).until(() -> rows.size() == 4);
        assertThat(rows).containsExactly("0", "1", "2", "3");
    }

    @Test
    void aServerThatStaysAwayFailsTheQuery() throws Exception {
        server.push(lines(3));
        StreamingQuery query = start(source(0, 10, Duration.ofMillis(800)), Trigger.ProcessingTime(0));
        query.processAllAvailable();
        server.stop();
        assertThatThrownBy(() -> query.awaitTermination(60_000))
                .hasStackTraceContaining("input 'lines' cannot be read: the server has been away");
        server.start();
    }

    @Test
    void aMessageThatDoesNotFitTheContractFailsTheQueryWithItsPlace() throws Exception {
        server.push(line("a"), "{\"text\":3}");
        StreamingQuery query = start(from(0), Trigger.ProcessingTime(0));
        assertThatThrownBy(() -> query.awaitTermination(60_000))
                .hasStackTraceContaining(
                        "message 1 of input 'lines' does not fit the job: text: 3 (expected: a string)");
    }

    @Test
    void theWayToTheServerIsInNoPlan() throws Exception {
        server.push(lines(1));
        Dataset<Row> stream = stream(from(0));
        assertThat(stream.queryExecution().toString()).contains("lines").doesNotContain("127.0.0.1");
    }

    @Test
    void aReaderAsksForItsPartOfTheLogOnly() throws Exception {
        server.push(lines(5));
        StreamingQuery query = start(from(2), Trigger.ProcessingTime(0));
        query.processAllAvailable();
        assertThat(server.fetches()).extracting(FetchRequest::getFrom).containsExactly(2L);
        assertThat(server.fetches()).extracting(FetchRequest::getTo).containsExactly(5L);
    }

    private static String line(String text) {
        return "{\"text\":\"" + text + "\"}";
    }

    private static String[] lines(int count) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add(line(Integer.toString(i)));
        }
        return lines.toArray(String[]::new);
    }

    private InputSource from(long offset) {
        return source(offset, 1_000, Duration.ofSeconds(30));
    }

    private InputSource source(long from, int maxRows, Duration patience) {
        return InputSource.of(
                server.access(patience), "lines", new RecordTypes(Contract.class).of("lines"), from, maxRows);
    }

    private Dataset<Row> stream(InputSource source) {
        inputs.add(source);
        return new InputChannel<Line>(spark, source).stream();
    }

    private StreamingQuery start(InputSource source, Trigger trigger) throws Exception {
        return start(source, trigger, batch -> {});
    }

    private interface Batch {
        void take(List<String> texts);
    }

    private StreamingQuery start(InputSource source, Trigger trigger, Batch sink) throws Exception {
        DataStreamWriter<Row> writer = stream(source)
                .writeStream()
                .trigger(trigger)
                .option("checkpointLocation", directory.resolve("checkpoint").toString())
                .foreachBatch((VoidFunction2<Dataset<Row>, Long>) (batch, epoch) -> {
                    List<String> texts = batch.collectAsList().stream()
                            .map(row -> row.getString(0))
                            .toList();
                    sink.take(texts);
                    rows.addAll(texts);
                    batches.add(epoch + ": " + texts.get(0) + ".." + texts.get(texts.size() - 1));
                });
        return writer.start();
    }
}
