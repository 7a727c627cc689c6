package io.mist.worker.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mist.protocol.Json;
import io.mist.protocol.wire.FromWorker;
import io.mist.protocol.wire.LiveApplied;
import io.mist.worker.LocalSpark;
import io.mist.worker.hosted.HostedRuns;
import io.mist.worker.hosted.RunParts;
import io.mist.worker.live.LiveParts;
import io.mist.worker.live.form.ValueForm;
import io.mist.worker.live.plan.LiveForms;
import io.mist.worker.live.version.RunLive;
import io.mist.worker.live.version.Version;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.runtime.MemoryStream;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** Real queries: when a change is reported as applied, and how the run learns that a query has ended. */
final class QueryWatchTest {

    private static final String RUN = "watched";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<LiveApplied> reports = new CopyOnWriteArrayList<>();
    private final RunSignal signal = new RunSignal();
    private final SparkSession session = LocalSpark.session();
    private final LiveForms forms = new LiveForms(Map.of(
            "n", new ValueForm(DataTypes.IntegerType, values -> values.path("n").asInt())));
    private final RunLive live = new RunLive(RUN, forms.names(), version(1));
    private final RunParts parts = HostedRuns.begin(RUN);
    private final AppliedReports applied = new AppliedReports(RUN, this::note);
    private final QueryWatch watch = new QueryWatch(session, live, applied, signal);
    private final MemoryStream<Long> input =
            MemoryStream.apply(Encoders.LONG(), (org.apache.spark.sql.classic.SparkSession) session);

    @TempDir
    Path directory;

    private static Version version(long number) {
        return new Version(number, Json.parseObject("{\"n\":" + number + "}"));
    }

    private void note(FromWorker message) {
        reports.add(message.getLiveApplied());
    }

    @BeforeEach
    void begin() {
        session.conf().set(HostedRuns.SESSION_SETTING, RUN);
        SparkSession.setActiveSession(session);
        LiveParts.add(parts, live, forms);
        watch.begin();
        applied.sendAll();
    }

    @AfterEach
    void end() throws Exception {
        for (StreamingQuery query : session.streams().active()) {
            query.stop();
        }
        watch.end();
        parts.close();
        SparkSession.clearActiveSession();
    }

    private StreamingQuery start(String name, VoidFunction2<Dataset<Long>, Long> batch) throws Exception {
        return input.toDS()
                .writeStream()
                .queryName(name)
                .option("checkpointLocation", directory.resolve(name).toString())
                .foreachBatch(batch)
                .start();
    }

    private void feed(long number) {
        input.addData(CollectionConverters.asScala(List.of(number)).toSeq());
    }

    private void awaitReport(String query, long version, long epoch) {
        await(query + " has version " + version + " from epoch " + epoch)
                .atMost(PATIENCE)
                .until(() -> reports.stream()
                        .anyMatch(report -> report.getQuery().equals(query)
                                && report.getVersion() == version
                                && report.getEpoch() == epoch));
    }

    @Test
    void aQueryThatHasReadNothingHasTheNewestVersionFromItsFirstEpochOn() throws Exception {
        start("q", (batch, epoch) -> {});
        awaitReport("q", 1, 0);

        live.change(version(2));

        awaitReport("q", 2, 0);
    }

    @Test
    void aChangeDuringABatchIsReportedAfterItAndOneBetweenBatchesAtOnce() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        start("q", (batch, epoch) -> {
            begun.countDown();
            mayEnd.await(60, TimeUnit.SECONDS);
        });
        feed(1);
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        live.change(version(2));
        assertThat(reports).extracting(LiveApplied::getVersion).containsExactly(1L);

        mayEnd.countDown();
        awaitReport("q", 2, 1);
        live.change(version(3));

        assertThat(reports.get(reports.size() - 1).getVersion()).isEqualTo(3);
        assertThat(reports.get(reports.size() - 1).getEpoch()).isEqualTo(1);
    }

    @Test
    void aQueryThatResumesReportsTheEpochAfterItsLast() throws Exception {
        StreamingQuery first = start("q", (batch, epoch) -> {});
        feed(1);
        first.processAllAvailable();
        first.stop();
        live.forget(first.id().toString());
        reports.clear();
        live.change(version(4));

        start("q", (batch, epoch) -> {});

        awaitReport("q", 4, 1);
    }

    @Test
    void theRunIsWokenByTheFailureOfAQueryAndGetsIt() throws Exception {
        start("q", (batch, epoch) -> {
            throw new IllegalArgumentException("no such thing");
        });
        assertThat(watch.areActive()).isTrue();
        feed(1);

        assertThatThrownBy(() -> {
                    while (watch.areActive()) {
                        signal.await();
                    }
                })
                .isInstanceOf(StreamingQueryException.class)
                .hasStackTraceContaining("no such thing");
    }

    @Test
    void aQueryThatEndsBesideAnotherOneIsReportedAndStartedAgainIsNot() throws Exception {
        StreamingQuery ending = start("a", (batch, epoch) -> {});
        start("b", (batch, epoch) -> {});
        assertThat(watch.areActive()).isTrue();
        ending.stop();
        signal.await();

        assertThat(watch.areActive()).isTrue();
        assertThat(reports.get(reports.size() - 1).getQuery()).isEqualTo("a");
        assertThat(reports.get(reports.size() - 1).getEnded()).isTrue();

        start("a", (batch, epoch) -> {});
        reports.clear();
        applied.sendAll();
        assertThat(reports).noneMatch(LiveApplied::getEnded).hasSize(2);
    }
}
