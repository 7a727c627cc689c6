package io.mist.worker.dstream;

import io.mist.worker.live.LiveBatch;
import io.mist.worker.live.RunLive;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.streaming.Checkpoint;
import org.apache.spark.streaming.CheckpointReader;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.jspecify.annotations.Nullable;
import scala.Option;

/** The streaming context of one attempt of a run, if it has one. Safe for any thread. */
public final class RunStreaming implements AutoCloseable {

    private static final StreamingTurn TURN = new StreamingTurn();
    /** How long the end of a run waits for that of its context; the next run waits for it on its own. */
    private static final long END_MILLIS = 30_000;

    private static final Map<String, RunStreaming> RUNS = new ConcurrentHashMap<>();

    private final String run;
    private final SparkContext spark;
    private final String directory;
    private final Scope scope;
    private final Supplier<RunLive> live;
    private final Runnable started;
    private final StreamingSettings settings;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean stopping;
    private volatile @Nullable StreamingContext context;

    /** Defines the streams of a context that is not started. */
    @FunctionalInterface
    public interface Definition {
        void define(JavaStreamingContext streaming) throws Exception;
    }

    /**
     * @param directory of the run, which outlives the worker
     * @param live asked when the first batch is made
     * @param started told when its context has started
     */
    public RunStreaming(
            String run, SparkContext spark, String directory, Scope scope, Supplier<RunLive> live, Runnable started) {
        this.run = run;
        this.spark = spark;
        this.directory = directory;
        this.scope = scope;
        this.live = live;
        this.started = started;
        this.settings = StreamingSettings.of(spark.conf());
        StreamingStart.install(spark);
        RUNS.put(run, this);
    }

    static RunStreaming of(String run) {
        RunStreaming known = RUNS.get(run);
        if (known == null) {
            throw new IllegalStateException("run " + run + " has ended, and its streams with it");
        }
        return known;
    }

    /** That of the run which this thread works for. */
    static @Nullable RunStreaming here() {
        String run = SparkContext.getOrCreate().getLocalProperty(LiveBatch.RUN);
        return run == null ? null : RUNS.get(run);
    }

    String run() {
        return run;
    }

    /** Waits until no other run has a streaming context. */
    public void takeTurn() throws InterruptedException {
        TURN.take(run, settings.patience());
    }

    /** Starts the streams of a checkpoint if they are kept and there is one, else those that are defined now. */
    public void start(boolean isCheckpointed, Definition definition) throws Exception {
        takeTurn();
        String checkpoint = directory + "/checkpoints/" + LiveBatch.QUERY;
        Option<Checkpoint> kept = isCheckpointed
                ? CheckpointReader.read(checkpoint, spark.conf(), spark.hadoopConfiguration(), false)
                : Option.empty();
        StreamingContext made = kept.isDefined() ? new StreamingContext(spark, kept.get(), null) : make();
        if (kept.isEmpty()) {
            if (isCheckpointed) {
                made.checkpoint(checkpoint);
            }
            definition.define(new JavaStreamingContext(made));
        }
        made.start();
    }

    private StreamingContext make() {
        return new JavaStreamingContext(
                        JavaSparkContext.fromSparkContext(spark),
                        new org.apache.spark.streaming.Duration(
                                settings.interval().toMillis()))
                .ssc();
    }

    /** @throws CancellationException if the run is being cancelled: then it does not start */
    synchronized void take(StreamingContext starting) {
        if (stopping) {
            throw new CancellationException("run " + run + " is being cancelled: its streams are not started");
        }
        context = starting;
    }

    /** What there is to stop; nothing is started any more. */
    private synchronized @Nullable StreamingContext taken() {
        stopping = true;
        return context;
    }

    void started() {
        started.run();
    }

    Batch batch(Time time) {
        return new Batch(
                scope,
                LiveBatch.begin(
                        spark,
                        live.get(),
                        time.milliseconds(),
                        new Path(directory + "/checkpoints/" + LiveBatch.QUERY),
                        this::oldestPending));
    }

    /** The oldest batch whose jobs have not ended. */
    private long oldestPending() {
        StreamingContext known = context;
        long oldest = Long.MAX_VALUE;
        if (known != null) {
            var times = known.scheduler().getPendingTimes().iterator();
            while (times.hasNext()) {
                oldest = Math.min(oldest, times.next().milliseconds());
            }
        }
        return oldest;
    }

    /**
     * Whether its context is active; waits a while for its end.
     *
     * @throws Exception what has failed a batch, unless the context is being stopped
     */
    public boolean awaitEnd(long millis) throws Exception {
        StreamingContext known = context;
        if (known == null) {
            return false;
        }
        return stopping ? !stopped.await(millis, TimeUnit.MILLISECONDS) : !known.awaitTerminationOrTimeout(millis);
    }

    /** Whether there is an active context. */
    public boolean isActive() throws Exception {
        return awaitEnd(1);
    }

    /**
     * Stops receiving, and lets what has been received be processed; after the grace all that is left is broken off.
     */
    public void stop(Duration grace) throws InterruptedException {
        StreamingContext known = taken();
        if (known == null) {
            return;
        }
        try {
            stop(known, grace);
        } finally {
            stopped.countDown();
        }
    }

    private void stop(StreamingContext known, Duration grace) throws InterruptedException {
        Thread graceful = new Thread(() -> known.stop(false, true), "stop-streaming-" + run);
        graceful.setDaemon(true);
        graceful.start();
        graceful.join(Math.max(1, grace.toMillis()));
        while (graceful.isAlive()) {
            // Spark holds the context's lock while it waits.
            graceful.interrupt();
            graceful.join(1_000);
        }
        known.stop(false, false);
    }

    /** Whatever is left of the context is stopped at once, and the turn is another run's when that is done. */
    @Override
    public void close() {
        RUNS.remove(run);
        StreamingContext known = taken();
        if (known == null) {
            TURN.leave(run);
            return;
        }
        // Interrupted while it stops, Spark would take the context for an active one for ever; and this thread may be
        // interrupted.
        Thread ending = new Thread(() -> end(known), "end-streaming-" + run);
        ending.setDaemon(true);
        ending.start();
        boolean interrupted = false;
        long end = System.nanoTime() + END_MILLIS * 1_000_000;
        while (ending.isAlive() && System.nanoTime() < end) {
            try {
                ending.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(StreamingContext known) {
        try {
            known.stop(false, false);
        } finally {
            TURN.leave(run);
        }
    }
}
