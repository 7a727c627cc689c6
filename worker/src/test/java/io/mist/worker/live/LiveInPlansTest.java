package io.mist.worker.live;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.api.Live;
import io.mist.protocol.Json;
import io.mist.worker.LocalSpark;
import io.mist.worker.contract.reader.RecordTypes;
import io.mist.worker.contract.type.ValueType;
import io.mist.worker.hosted.HostedRuns;
import io.mist.worker.hosted.RunParts;
import io.mist.worker.live.form.ValueForm;
import io.mist.worker.live.plan.LiveForms;
import io.mist.worker.live.version.RunLive;
import io.mist.worker.live.version.Version;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.execution.streaming.runtime.MemoryStream;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Live values in real queries: which version each micro-batch sees, in plans and in tasks. */
final class LiveInPlansTest {

    private static final String RUN = "run-1";

    private SparkSession session;
    private RunLive live;
    private RunParts parts;
    private final List<RunLive.Effect> applied = new CopyOnWriteArrayList<>();
    private MemoryStream<String> input;

    record Contract(Live<String> filter, Live<Integer> most) {}

    @TempDir
    Path directory;

    @BeforeEach
    void beginRun() {
        session = LocalSpark.session();
        session.conf().set(HostedRuns.SESSION_SETTING, RUN);
        LiveForms forms = new LiveForms(Map.of("filter", type("filter"), "most", type("most")));
        live = new RunLive(RUN, forms.names(), new Version(1, values("error", 3)));
        parts = HostedRuns.begin(RUN);
        LiveParts.add(parts, live, forms);
        live.onEffect(applied::add);
        SparkSession.setActiveSession(session);
        input = MemoryStream.apply(Encoders.STRING(), (org.apache.spark.sql.classic.SparkSession) session);
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

    private static ObjectNode values(String filter, int most) {
        return Json.MAPPER.createObjectNode().put("filter", filter).put("most", most);
    }

    private void change(long version, String filter) {
        live.change(new Version(version, values(filter, 3)));
    }

    private static LiveHandle<String> filter() {
        return new LiveHandle<>(RUN, new RecordTypes(Contract.class), "filter");
    }

    private void feed(String... lines) {
        input.addData(
                scala.jdk.javaapi.CollectionConverters.asScala(List.of(lines)).toSeq());
    }

    private StreamingQuery collect(Dataset<String> stream, List<String> into) throws Exception {
        return stream.writeStream()
                .queryName("collected")
                .option("checkpointLocation", directory.toString())
                .foreachBatch((VoidFunction2<Dataset<String>, Long>)
                        (batch, epoch) -> batch.collectAsList().forEach(line -> into.add(epoch + ":" + line)))
                .start();
    }

    @Test
    void aColumnHasOneVersionPerMicroBatchAndTheNextOneSeesAChange() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        StreamingQuery query = collect(input.toDS().filter(col("value").contains(filter().column())), seen);
        feed("an error", "a notice");
        query.processAllAvailable();
        change(2, "notice");
        feed("an error", "a notice");
        query.processAllAvailable();

        assertThat(seen).containsExactly("0:an error", "1:a notice");
    }

    @Test
    void aLambdaInATaskSeesTheVersionOfItsMicroBatch() throws Exception {
        LiveHandle<String> filter = filter();
        List<String> seen = new CopyOnWriteArrayList<>();
        Dataset<String> stream = input.toDS()
                .filter((FilterFunction<String>) line -> line.contains(filter.get()))
                .map((MapFunction<String, String>) line -> line + "@" + filter.version(), Encoders.STRING());
        StreamingQuery query = collect(stream, seen);
        feed("an error", "a notice");
        query.processAllAvailable();
        change(2, "notice");
        feed("an error", "a notice");
        query.processAllAvailable();

        assertThat(seen).containsExactly("0:an error@1", "1:a notice@2");
    }

    @Test
    void foreachBatchSeesTheVersionOfItsMicroBatchThoughANewerOneIsThere() throws Exception {
        LiveHandle<String> filter = filter();
        List<String> seen = new CopyOnWriteArrayList<>();
        StreamingQuery query = input.toDS()
                .writeStream()
                .option("checkpointLocation", directory.toString())
                .foreachBatch((VoidFunction2<Dataset<String>, Long>) (batch, epoch) -> {
                    change(epoch + 2, "changed-in-" + epoch);
                    long ofPlan =
                            batch.filter(lit("x").eqNullSafe(filter.column())).count();
                    seen.add(epoch + ":" + filter.get() + "@" + filter.version() + "/" + ofPlan);
                })
                .start();
        feed("a");
        query.processAllAvailable();
        feed("b");
        query.processAllAvailable();

        assertThat(seen).containsExactly("0:error@1/0", "1:changed-in-0@2/0");
    }

    @Test
    void sqlAndUdfsAndSeveralValuesInOnePlanWork() throws Exception {
        LiveHandle<String> filter = filter();
        session.udf()
                .register(
                        "matches",
                        udf((UDF1<String, Boolean>) line -> line.contains(filter.get()), DataTypes.BooleanType)
                                .asNondeterministic());
        List<String> seen = new CopyOnWriteArrayList<>();
        input.toDS().createOrReplaceTempView("lines");
        Dataset<String> stream = session.sql(
                        "select value from lines where matches(value) and value like concat('%', live('filter'), '%')"
                                + " and length(value) > live('most')")
                .as(Encoders.STRING());
        StreamingQuery query = collect(stream, seen);
        feed("err", "an error", "a notice");
        query.processAllAvailable();
        change(2, "notice");
        feed("an error", "a notice");
        query.processAllAvailable();

        assertThat(seen).containsExactly("0:an error", "1:a notice");
    }

    @Test
    void aBatchQueryTakesTheNewestValueEveryTimeItRuns() {
        Dataset<Row> lines = session.createDataset(List.of("an error", "a notice"), Encoders.STRING())
                .filter(col("value").contains(filter().column()))
                .toDF();
        assertThat(lines.as(Encoders.STRING()).collectAsList()).containsExactly("an error");
        change(2, "notice");
        assertThat(lines.select(col("value")).as(Encoders.STRING()).collectAsList())
                .containsExactly("a notice");
        assertThat(filter().get()).isEqualTo("notice");
    }

    @Test
    void theFirstEpochWithAVersionIsReportedOnce() throws Exception {
        StreamingQuery query =
                collect(input.toDS().filter(col("value").contains(filter().column())), new CopyOnWriteArrayList<>());
        String id = query.id().toString();
        feed("a");
        query.processAllAvailable();
        assertThat(applied).containsExactly(new RunLive.Effect(id, 1, 0));
        change(2, "notice");
        feed("b");
        query.processAllAvailable();
        assertThat(applied).containsExactly(new RunLive.Effect(id, 1, 0), new RunLive.Effect(id, 2, 1));
    }

    @Test
    void aChangeWithoutNewDataIsCertainForTheNextEpoch() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        StreamingQuery query = collect(input.toDS().filter(col("value").contains(filter().column())), seen);
        String id = query.id().toString();
        feed("an error");
        query.processAllAvailable();
        live.ended(id, 0);
        change(2, "notice");
        assertThat(applied).containsExactly(new RunLive.Effect(id, 1, 0), new RunLive.Effect(id, 2, 1));
        feed("a notice", "an error");
        query.processAllAvailable();
        assertThat(seen).containsExactly("0:an error", "1:a notice");
    }

    @Test
    void anUnknownNameIsRejectedWithTheNamesThereAre() {
        assertThatThrownBy(() -> input.toDS().filter(col("value").eqNullSafe(call_function("live", lit("fliter")))))
                .hasMessageContaining("live('fliter'): no such live parameter")
                .hasMessageContaining("[filter, most]");
        assertThatThrownBy(() -> session.sql("select live(1)")).hasMessageContaining("the name of a live parameter");
    }

    @Test
    void anotherSessionKnowsNoLiveParameters() {
        SparkSession other = LocalSpark.session();
        SparkSession.setActiveSession(other);
        assertThatThrownBy(() -> other.sql("select live('filter')").collectAsList())
                .hasMessageContaining("outside a run");
    }
}
