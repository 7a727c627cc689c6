package io.mist.worker.dstream;

import io.mist.worker.hosted.HostedRuns;
import io.mist.worker.live.LiveBatch;
import io.mist.worker.live.version.RunLive;
import java.time.Duration;
import java.util.concurrent.CancellationException;
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

    private final String run;
    private final SparkContext spark;
    private final String directory;
    private final Scope scope;
    private final Supplier<RunLive> live;
    private final Listener listener;
    private final StreamingSettings settings;
    private volatile boolean stopping;
    /** The context that was started last. */
    private volatile @Nullable ContextWatch current;

    /**
     * Called on threads of this class and of Spark; must not block.
     *
     * @param started the run's context has started
     * @param ended it has ended, or a batch has failed
     */
    public record Listener(Runnable started, Runnable ended) {}

    /** Defines the streams of a context that is not started. */
    @FunctionalInterface
    public interface Definition {
        void define(JavaStreamingContext streaming) throws Exception;
    }

    /**
     * @param directory of the run, which outlives the worker
     * @param live read when the first batch is made
     */
    public RunStreaming(
            String run, SparkContext spark, String directory, Scope scope, Supplier<RunLive> live, Listener listener) {
        this.run = run;
        this.spark = spark;
        this.directory = directory;
        this.scope = scope;
        this.live = live;
        this.listener = listener;
        this.settings = StreamingSettings.of(spark.conf());
        StreamingStart.install(spark);
    }

    static RunStreaming of(String run) {
        RunStreaming known = HostedRuns.find(run, RunStreaming.class);
        if (known == null) {
            throw new IllegalStateException("run " + run + " has ended, and its streams with it");
        }
        return known;
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
        ContextWatch watch = new ContextWatch(run, starting, listener.ended());
        current = watch;
        watch.begin();
    }

    private Thread startDaemon(String name, Runnable task) {
        Thread started = new Thread(task, name + run);
        started.setDaemon(true);
        started.start();
        return started;
    }

    /** Returns what there is to stop; nothing is started any more. */
    private synchronized @Nullable ContextWatch stopStarts() {
        stopping = true;
        ContextWatch known = current;
        if (known != null) {
            known.stopping();
        }
        return known;
    }

    void started() {
        listener.started().run();
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
        ContextWatch known = current;
        long oldest = Long.MAX_VALUE;
        if (known != null) {
            var times = known.context().scheduler().getPendingTimes().iterator();
            while (times.hasNext()) {
                oldest = Math.min(oldest, times.next().milliseconds());
            }
        }
        return oldest;
    }

    /**
     * Waits until there is no active context.
     *
     * @throws Exception what has failed a batch, unless the context is being stopped
     */
    public void awaitEnd() throws Exception {
        ContextWatch known = current;
        if (known != null) {
            known.awaitEnd();
        }
    }

    /**
     * Whether there is an active context.
     *
     * @throws Exception what has failed a batch, unless the context is being stopped
     */
    public boolean isActive() throws Exception {
        ContextWatch known = current;
        return known != null && known.isActive();
    }

    /**
     * Stops receiving, and lets what has been received be processed; after the grace period the rest is broken off.
     */
    public void stop(Duration grace) throws InterruptedException {
        ContextWatch known = stopStarts();
        if (known == null) {
            return;
        }
        try {
            stop(known.context(), grace);
        } finally {
            known.stopped();
        }
    }

    private void stop(StreamingContext known, Duration grace) throws InterruptedException {
        Thread graceful = startDaemon("stop-streaming-", () -> known.stop(false, true));
        graceful.join(Math.max(1, grace.toMillis()));
        while (graceful.isAlive()) {
            // Spark holds the context's lock while it waits.
            graceful.interrupt();
            graceful.join(1_000);
        }
        known.stop(false, false);
    }

    /** Stops what is left of the context at once; the turn is another run's when that is done. */
    @Override
    public void close() {
        ContextWatch known = stopStarts();
        if (known == null) {
            TURN.leave(run);
            return;
        }
        // Interrupted while it stops, Spark would take the context for an active one for ever; and this thread may be
        // interrupted.
        Thread ending = startDaemon("end-streaming-", () -> finish(known));
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

    private void finish(ContextWatch known) {
        try {
            known.context().stop(false, false);
        } finally {
            known.close();
            TURN.leave(run);
        }
    }
}
