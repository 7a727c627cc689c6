package io.mist.worker.live;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.api.Live;
import io.mist.protocol.Json;
import io.mist.worker.LocalSpark;
import io.mist.worker.contract.reader.RecordTypes;
import io.mist.worker.contract.type.ValueType;
import io.mist.worker.hosted.HostedRuns;
import io.mist.worker.hosted.RunParts;
import io.mist.worker.live.carry.LiveCarrier;
import io.mist.worker.live.carry.TaskLiveValues;
import io.mist.worker.live.form.ValueForm;
import io.mist.worker.live.plan.LiveForms;
import io.mist.worker.live.version.RunLive;
import io.mist.worker.live.version.Version;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.runtime.MemoryStream;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A live list of 100,000 texts, ten megabytes: in plans, in tasks, and on its way to them. */
final class LargeValuesTest {

    private static final String RUN = "run-large";
    private static final int WORDS = 100_000;

    private SparkSession session;
    private RunLive live;
    private RunParts parts;

    record Contract(Live<List<String>> words, Live<List<Long>> numbers, Live<Integer> most) {}

    @TempDir
    Path directory;

    @BeforeEach
    void beginRun() {
        session = LocalSpark.session();
        session.conf().set(HostedRuns.SESSION_SETTING, RUN);
        LiveForms forms =
                new LiveForms(Map.of("words", type("words"), "numbers", type("numbers"), "most", type("most")));
        live = new RunLive(RUN, forms.names(), new Version(1, values("a")));
        parts = HostedRuns.begin(RUN);
        LiveParts.add(parts, live, forms);
        SparkSession.setActiveSession(session);
    }

    @AfterEach
    void endRun() throws Exception {
        for (StreamingQuery query : session.streams().active()) {
            query.stop();
        }
        parts.close();
    }

    private static ValueForm type(String name) {
        ValueType type = new RecordTypes(Contract.class).of(name);
        return new ValueForm(
                type.dataType(), values -> type.toRowValue(type.fromJson(values.get(name), name, new ArrayList<>())));
    }

    /** About a hundred characters each. */
    private static String word(String prefix, int number) {
        return prefix + "-" + number + "-" + "x".repeat(95);
    }

    private static ObjectNode values(String prefix) {
        ObjectNode values = Json.MAPPER.createObjectNode().put("most", 3);
        ArrayNode words = values.putArray("words");
        ArrayNode numbers = values.putArray("numbers");
        for (int i = 0; i < WORDS; i++) {
            words.add(word(prefix, i));
            numbers.add(2L * i);
        }
        return values;
    }

    private static <T> LiveHandle<T> handle(String name) {
        return new LiveHandle<>(RUN, new RecordTypes(Contract.class), name);
    }

    private static MemoryStream<String> input(SparkSession session) {
        return MemoryStream.apply(Encoders.STRING(), (org.apache.spark.sql.classic.SparkSession) session);
    }

    private static void feed(MemoryStream<String> input, String... lines) {
        input.addData(
                scala.jdk.javaapi.CollectionConverters.asScala(List.of(lines)).toSeq());
    }

    private StreamingQuery collect(Dataset<String> stream, List<String> into) throws Exception {
        return stream.writeStream()
                .option("checkpointLocation", directory.toString())
                .foreachBatch((VoidFunction2<Dataset<String>, Long>)
                        (batch, epoch) -> batch.collectAsList().forEach(line -> into.add(epoch + ":" + line)))
                .start();
    }

    @Test
    void tasksSeeTheVersionOfTheirMicroBatchInAPlanAndInALambda() throws Exception {
        MemoryStream<String> input = input(session);
        LiveHandle<List<String>> words = handle("words");
        List<String> seen = new CopyOnWriteArrayList<>();
        Dataset<String> stream = input.toDS()
                .filter(array_contains(words.column(), concat(col("value"), lit("-" + "x".repeat(95)))))
                .filter((FilterFunction<String>) line -> words.get().size() == WORDS)
                .map((MapFunction<String, String>) line -> line + "@" + words.version(), Encoders.STRING());
        StreamingQuery query = collect(stream, seen);
        feed(input, "a-99999", "b-99999", "a-100000");
        query.processAllAvailable();
        live.change(new Version(2, values("b")));
        feed(input, "a-99999", "b-99999", "b-0");
        query.processAllAvailable();

        assertThat(seen).containsExactly("0:a-99999@1", "1:b-99999@2", "1:b-0@2");
        assertThat(LiveParts.carrier(live)
                        .text(session.sparkContext(), live.newest(), live.inUse())
                        .length())
                .as("what travels with every task")
                .isLessThan(LiveCarrier.MOST_INLINE);
    }

    @Test
    void arrayContainsAnswersAsSparksOwnDoes() {
        ObjectNode values = values("a");
        ((ArrayNode) values.get("numbers")).addNull();
        Dataset<Row> found = session.range(10)
                .select(col("id"), array_contains(handle("numbers").column(), col("id")))
                .toDF("id", "found")
                .orderBy("id");
        assertThat(found.select("found").as(Encoders.BOOLEAN()).collectAsList())
                .containsExactly(true, false, true, false, true, false, true, false, true, false);

        Dataset<Row> ofNull = session.sql(
                "select array_contains(live('words'), x) from values ('a-0-" + "x".repeat(95) + "'), (null) as t(x)");
        assertThat(ofNull.collectAsList().stream().map(row -> row.isNullAt(0) ? null : row.getBoolean(0)))
                .containsExactly(true, null);
    }

    @Test
    void otherFunctionsTakeALargeValueToo() {
        Dataset<Row> row = session.range(1)
                .select(
                        size(handle("words").column()),
                        handle("words").column().getItem(lit(WORDS - 1)),
                        handle("most").column());
        assertThat(row.collectAsList().get(0).getInt(0)).isEqualTo(WORDS);
        assertThat(row.collectAsList().get(0).getString(1)).isEqualTo(word("a", WORDS - 1));
        assertThat(row.collectAsList().get(0).getInt(2)).isEqualTo(3);
        assertThat(row.queryExecution().executedPlan().toString())
                .as("it stands in the plan by its name")
                .hasSizeLessThan(5_000)
                .contains("live(words)");
    }

    @Test
    void aVersionIsReadOnceHoweverManyTasksAsk() {
        String text = LiveParts.carrier(live).text(session.sparkContext(), live.newest(), live.inUse());
        TaskLiveValues known = TaskLiveValues.of(text);
        assertThat(known.value(new RecordTypes(Contract.class), "words"))
                .isSameAs(known.value(new RecordTypes(Contract.class), "words"));

        TaskLiveValues other = TaskLiveValues.of("{\"run\":\"run-2\",\"version\":1,\"values\":{}}");
        assertThat(other.run()).isEqualTo("run-2");
        assertThat(TaskLiveValues.of(text)).isSameAs(known);
    }

    @Test
    void largeVersionsThatNothingUsesGoOldestFirst() {
        LiveCarrier carrier = LiveParts.carrier(live);
        String first = carrier.text(session.sparkContext(), live.newest(), live.inUse());
        ObjectNode values = values("a");
        LongStream.rangeClosed(2, LiveCarrier.MOST_KEPT + 1)
                .forEach(number -> carrier.text(session.sparkContext(), new Version(number, values), Set.of(number)));
        assertThat(carrier.text(session.sparkContext(), live.newest(), Set.of()))
                .as("a replay finds it as it was")
                .isEqualTo(first);

        LongStream.rangeClosed(100, 101 + LiveCarrier.MOST_KEPT)
                .forEach(number -> carrier.text(session.sparkContext(), new Version(number, values), Set.of(number)));
        assertThat(carrier.text(session.sparkContext(), live.newest(), Set.of()))
                .as("a replay makes a new broadcast")
                .isNotEqualTo(first);
    }
}
