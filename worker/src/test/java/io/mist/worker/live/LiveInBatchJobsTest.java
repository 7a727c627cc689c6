package io.mist.worker.live;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Live values outside of micro-batches: what a batch job's driver and its tasks see, and what is said to be applied. */
final class LiveInBatchJobsTest {

    private static final String RUN = "batch-run";

    private final List<Long> applied = new ArrayList<>();
    private SparkSession session;
    private RunLive live;
    private RunParts parts;

    record Contract(Live<String> filter) {}

    @BeforeEach
    void beginRun() {
        session = LocalSpark.session();
        session.conf().set(HostedRuns.SESSION_SETTING, RUN);
        ValueType type = new RecordTypes(Contract.class).of("filter");
        ValueForm filter = new ValueForm(
                type.dataType(),
                values -> type.toRowValue(type.fromJson(values.get("filter"), "filter", new ArrayList<>())));
        live = new RunLive(RUN, Set.of("filter"), version(1, "error"));
        live.onRead(version -> applied.add(version.number()));
        parts = HostedRuns.begin(RUN);
        LiveParts.add(parts, live, new LiveForms(Map.of("filter", filter)));
        SparkSession.setActiveSession(session);
        LiveParts.showTasks(session.sparkContext(), live);
    }

    @AfterEach
    void endRun() {
        parts.close();
    }

    private static Version version(long number, String filter) {
        return new Version(number, Json.MAPPER.createObjectNode().put("filter", filter));
    }

    private static LiveHandle<String> filter() {
        return new LiveHandle<>(RUN, new RecordTypes(Contract.class), "filter");
    }

    /** In the tasks of an RDD, which no query execution plans. */
    private String inTasks() {
        LiveHandle<String> handle = filter();
        return JavaSparkContext.fromSparkContext(session.sparkContext())
                .parallelize(List.of(1), 1)
                .map(one -> handle.version() + handle.get())
                .first();
    }

    @Test
    void theDriverSeesAChangeAtItsNextCallAndThereItIsApplied() {
        LiveHandle<String> handle = filter();

        assertThat(handle.get()).isEqualTo("error");
        live.change(version(2, "notice"));
        assertThat(applied).containsExactly(1L);

        assertThat(handle.get()).isEqualTo("notice");
        assertThat(handle.version()).isEqualTo(2);
        assertThat(applied).containsExactly(1L, 2L);
    }

    @Test
    void tasksSeeWhatTheThreadThatSubmitsThemHasReadLast() {
        live.change(version(2, "notice"));
        assertThat(inTasks()).isEqualTo("1error");

        assertThat(filter().get()).isEqualTo("notice");

        assertThat(inTasks()).isEqualTo("2notice");
    }

    @Test
    void aQueryTakesTheNewestWhenItIsPlanned() {
        live.change(version(2, "notice"));

        assertThat(session.range(1).select(filter().column()).first().getString(0))
                .isEqualTo("notice");
        assertThat(applied).containsExactly(2L);
        assertThat(inTasks()).isEqualTo("2notice");
    }

    @Test
    void whatIsPublishedNamesWhatWasReadLast() {
        assertThat(LiveHandle.versionHere(RUN)).isEqualTo(1);
        live.change(version(2, "notice"));
        assertThat(LiveHandle.versionHere(RUN)).isEqualTo(1);
        assertThat(applied).isEmpty();

        assertThat(filter().get()).isEqualTo("notice");

        assertThat(LiveHandle.versionHere(RUN)).isEqualTo(2);
    }
}
