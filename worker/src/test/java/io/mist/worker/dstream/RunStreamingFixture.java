package io.mist.worker.dstream;

import io.mist.protocol.Json;
import io.mist.worker.LocalSpark;
import io.mist.worker.contract.component.ContractTypes;
import io.mist.worker.contract.reader.RecordTypes;
import io.mist.worker.hosted.HostedRuns;
import io.mist.worker.hosted.RunParts;
import io.mist.worker.live.LiveHandle;
import io.mist.worker.live.LiveParts;
import io.mist.worker.live.form.ValueForm;
import io.mist.worker.live.plan.LiveForms;
import io.mist.worker.live.version.RunLive;
import io.mist.worker.live.version.Version;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs with DStreams on the tests' Spark. */
abstract class RunStreamingFixture {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    static final Scope PLAIN = new Scope() {
        @Override
        public <T> T call(Callable<T> body) {
            try {
                return body.call();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    };

    public record Contract(io.mist.api.Live<Integer> limit) {}

    /** What a place of the code has seen in a batch. */
    record Seen(long time, String place, long version, int value) {}

    static final Queue<Seen> SEEN = new ConcurrentLinkedQueue<>();

    @TempDir
    Path directory;

    final SparkContext spark = LocalSpark.session().sparkContext();
    final Map<String, RunParts> begun = new HashMap<>();
    final List<RunLive.Effect> applied = new CopyOnWriteArrayList<>();
    final AtomicInteger ends = new AtomicInteger();
    final ContractTypes types = new RecordTypes(Contract.class);
    RunLive live;

    @BeforeEach
    void shortBatches() {
        spark.conf().set("spark.mist.streaming-duration", "200");
        spark.conf().set("spark.mist.streaming-context-wait", "100");
        SEEN.clear();
    }

    @AfterEach
    void end() {
        begun.values().forEach(RunParts::close);
        spark.setLocalProperty(HostedRuns.LOCAL_PROPERTY, null);
        SparkSession.clearActiveSession();
    }

    static Version version(long number) {
        return new Version(number, Json.parseObject("{\"limit\":" + number * 10 + "}"));
    }

    RunStreaming begin(String run, Runnable started) {
        RunParts parts = HostedRuns.begin(run);
        begun.put(run, parts);
        var type = types.of("limit");
        LiveForms forms = new LiveForms(Map.of(
                "limit", new ValueForm(type.dataType(), all -> all.path("limit").asInt())));
        RunLive values = new RunLive(run, forms.names(), version(1));
        values.onEffect(applied::add);
        LiveParts.add(parts, values, forms);
        live = values;
        SparkSession.setActiveSession(LocalSpark.session());
        spark.setLocalProperty(HostedRuns.LOCAL_PROPERTY, run);
        RunStreaming streaming = new RunStreaming(
                run,
                spark,
                directory + "/" + run,
                PLAIN,
                () -> values,
                new RunStreaming.Listener(started, ends::incrementAndGet));
        return parts.add(RunStreaming.class, streaming, streaming::close);
    }

    void close(String run) {
        begun.remove(run).close();
    }

    static void endless(JavaStreamingContext streaming) {
        streaming.queueStream(queue(streaming, 10_000)).foreachRDD(rdd -> {});
    }

    static Queue<JavaRDD<Integer>> queue(JavaStreamingContext streaming, int batches) {
        Queue<JavaRDD<Integer>> queue = new ArrayDeque<>();
        JavaRDD<Integer> rdd = streaming.sparkContext().parallelize(List.of(1, 2, 3), 2);
        for (int i = 0; i < batches; i++) {
            queue.add(rdd);
        }
        return queue;
    }

    static void note(Time time, String place, LiveHandle<Integer> limit) {
        SEEN.add(new Seen(time.milliseconds(), place, limit.version(), limit.get()));
    }
}
