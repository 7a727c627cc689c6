package io.mist.worker.input;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.split;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.api.Input;
import io.mist.api.Live;
import io.mist.protocol.Json;
import io.mist.worker.LocalSpark;
import io.mist.worker.contract.reader.RecordTypes;
import io.mist.worker.contract.type.ValueType;
import io.mist.worker.hosted.HostedRuns;
import io.mist.worker.hosted.RunParts;
import io.mist.worker.link.ServerAccess;
import io.mist.worker.live.LiveHandle;
import io.mist.worker.live.LiveParts;
import io.mist.worker.live.form.ValueForm;
import io.mist.worker.live.plan.LiveForms;
import io.mist.worker.live.realtime.RealTimeRun;
import io.mist.worker.live.version.RunLive;
import io.mist.worker.live.version.Version;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Live values in Spark's real-time mode: a change is there from one record to the next, in the midst of a batch. */
class RealTimeLiveTest {

    record Line(String text) {}

    record Contract(Input<Line> lines, Live<String> filter, Live<List<String>> words) {}

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> SEEN = new CopyOnWriteArrayList<>();

    private final InputServer server = new InputServer();
    private final ServerAccess access = server.access(Duration.ofSeconds(30));
    private final SparkSession spark = LocalSpark.session();
    private final LiveHandle<String> filter = new LiveHandle<>(access.run(), new RecordTypes(Contract.class), "filter");
    private final LiveHandle<List<String>> words =
            new LiveHandle<>(access.run(), new RecordTypes(Contract.class), "words");

    @TempDir
    private Path directory;

    private static final class Seen extends ForeachWriter<String> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean open(long partition, long epoch) {
            return true;
        }

        @Override
        public void process(String line) {
            SEEN.add(line);
        }

        @Override
        public void close(Throwable error) {}
    }

    private RunParts parts;
    private RunInputs inputs;

    @BeforeEach
    void begin() {
        SEEN.clear();
        spark.conf().set(HostedRuns.SESSION_SETTING, access.run());
        LiveForms forms = new LiveForms(Map.of("filter", type("filter"), "words", type("words")));
        RunLive live = new RunLive(access.run(), forms.names(), new Version(1, values("error", "one")));
        parts = HostedRuns.begin(access.run());
        inputs = parts.add(RunInputs.class, new RunInputs());
        LiveParts.add(
                parts,
                live,
                forms,
                new RealTimeRun(
                        access,
                        new RecordTypes(Contract.class),
                        id -> spark.streams().get(id)));
        SparkSession.setActiveSession(spark);
    }

    @AfterEach
    void end() throws Exception {
        for (StreamingQuery query : spark.streams().active()) {
            query.stop();
        }
        parts.close();
        server.close();
    }

    private static ValueForm type(String name) {
        ValueType type = new RecordTypes(Contract.class).of(name);
        return new ValueForm(
                type.dataType(), values -> type.toRowValue(type.fromJson(values.get(name), name, new ArrayList<>())));
    }

    private static ObjectNode values(String filter, String... words) {
        ObjectNode values = Json.MAPPER.createObjectNode().put("filter", filter);
        values.set("words", Json.MAPPER.valueToTree(words));
        return values;
    }

    private Dataset<Row> lines() {
        InputSource source = InputSource.of(access, "lines", new RecordTypes(Contract.class).of("lines"), 0, 1_000);
        inputs.add(source);
        return new InputChannel<Line>(spark, source).stream().toDF();
    }

    private StreamingQuery start(Dataset<Row> lines, String batch) throws Exception {
        LiveHandle<String> inLambda = filter;
        return lines.map(
                        (MapFunction<Row, String>)
                                row -> row.getString(0) + "@" + inLambda.version() + "/" + inLambda.get(),
                        Encoders.STRING())
                .writeStream()
                .queryName("watched")
                .outputMode("update")
                .trigger(Trigger.RealTime(batch))
                .option("checkpointLocation", directory.resolve("checkpoint").toString())
                .foreach(new Seen())
                .start();
    }

    private void push(String text) {
        server.push(Json.write(Json.MAPPER.createObjectNode().put("text", text)));
    }

    private void awaitSeen(String... lines) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(SEEN).containsExactly(lines));
    }

    private void change(long version, ObjectNode values) {
        server.change(version, Json.write(values));
        await().atMost(PATIENCE).until(() -> server.taken().stream().anyMatch(taken -> taken.getVersion() == version));
    }

    @Test
    void aChangeIsThereForTheNextRecordOfTheSameBatch() throws Exception {
        Dataset<Row> lines = lines().filter(col("text").contains(filter.column()));
        StreamingQuery query = start(lines, "2 minutes");
        push("an error");
        push("a notice");
        push("an error again");
        awaitSeen("an error@1/error", "an error again@1/error");
        assertThat(server.taken()).allSatisfy(taken -> {
            assertThat(taken.getQuery()).isEqualTo("watched");
            assertThat(taken.getEpoch()).isZero();
        });

        change(2, values("notice"));
        push("an error");
        push("a notice");
        awaitSeen("an error@1/error", "an error again@1/error", "a notice@2/notice");
        assertThat(query.lastProgress() == null || query.lastProgress().batchId() == 0)
                .as("still the first batch")
                .isTrue();
    }

    @Test
    void listsAreLookedIntoAndTheNextBatchDoesNotGoBackToWhatItsDriverKnows() throws Exception {
        StreamingQuery query = start(lines().filter(array_contains(words.column(), col("text"))), "5 seconds");
        push("one");
        push("two");
        awaitSeen("one@1/error");
        change(2, values("error", "two"));
        push("one");
        push("two");
        awaitSeen("one@1/error", "two@2/error");

        await("the batches after it")
                .atMost(PATIENCE)
                .until(() ->
                        query.lastProgress() != null && query.lastProgress().batchId() >= 1);
        push("one");
        push("two");
        awaitSeen("one@1/error", "two@2/error", "two@2/error");
    }

    @Test
    void aRowThatIsMadeOfARecordHasItsVersionAndAJoinWithATableIsDoneInTheStream() throws Exception {
        Dataset<Row> known = spark.createDataset(List.of("error", "notice"), Encoders.STRING())
                .toDF("kind");
        Dataset<Row> lines = lines().withColumn("word", org.apache.spark.sql.functions.explode(split(col("text"), " ")))
                .join(broadcast(known), col("word").equalTo(col("kind")))
                .filter(col("kind").equalTo(filter.column()))
                .select("word");
        start(lines, "2 minutes");
        push("an error and a notice and an error");
        awaitSeen("error@1/error", "error@1/error");
        change(2, values("notice"));
        push("an error and a notice");
        awaitSeen("error@1/error", "error@1/error", "notice@2/notice");
    }
}
