package io.mist.testing;

import io.mist.api.DStreamJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.dstream.ConstantInputDStream;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * The running DStreams of a {@link DStreamJob}. Batches are made on the test's call; time stands still in between.
 * As in a run, each batch sees one version of a {@link TestLive}, in {@code transform}, in {@code foreachRDD} and in the
 * tasks that they start; a change takes effect with the next batch.
 *
 * <pre>{@code
 * try (TestStreams streams = TestStreams.start(new MyJob(), contract, spark)) {
 *     streams.processBatch();
 *     filter.set("notice");
 *     streams.processBatch();
 * }
 * }</pre>
 *
 * <p>Close it, since Spark has one streaming context at a time. For one thread, in Spark's local mode.
 */
public final class TestStreams implements AutoCloseable {

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** How often a wait checks whether the streams have failed, or have received records. */
    private static final long LOOK_MILLIS = 20;

    private static final ClassTag<Long> LONG = ClassTag$.MODULE$.apply(Long.class);

    private final String id = UUID.randomUUID().toString();
    private final StreamingContext context;
    private final BatchClock clock;
    private final BatchEnds ends = new BatchEnds();
    private final @Nullable Path checkpoint;

    private TestStreams(StreamingContext context, Duration interval, @Nullable Path checkpoint) {
        this.context = context;
        this.clock = BatchClock.of(context, interval);
        this.checkpoint = checkpoint;
    }

    /** Defines a job's streams and starts them, with a batch interval of one second. */
    public static <C> TestStreams start(DStreamJob<C> job, C contract, SparkSession spark) throws Exception {
        return start(job, contract, spark, SECOND);
    }

    /**
     * Defines a job's streams and starts them; no batch is made yet. The streams of a job that {@link
     * DStreamJob#isCheckpointed() is checkpointed} are kept in a checkpoint, so that a stream that cannot be kept fails here.
     *
     * @param interval of batches, for jobs with windows
     * @throws Exception if {@code define} throws it, or if Spark rejects the streams
     */
    public static <C> TestStreams start(DStreamJob<C> job, C contract, SparkSession spark, Duration interval)
            throws Exception {
        try (BatchClock.Standing ignored =
                new BatchClock.Standing(spark.sparkContext().conf())) {
            TestStreams made = new TestStreams(make(spark, interval), interval, checkpoint(job));
            try {
                made.define(job, contract);
                made.start(spark);
                return made;
            } catch (Throwable e) {
                made.close();
                throw e;
            }
        }
    }

    private static StreamingContext make(SparkSession spark, Duration interval) {
        return new JavaStreamingContext(
                        JavaSparkContext.fromSparkContext(spark.sparkContext()),
                        new org.apache.spark.streaming.Duration(interval.toMillis()))
                .ssc();
    }

    private static @Nullable Path checkpoint(DStreamJob<?> job) throws IOException {
        return job.isCheckpointed() ? Files.createTempDirectory("test-streams-") : null;
    }

    private <C> void define(DStreamJob<C> job, C contract) throws Exception {
        if (checkpoint != null) {
            context.checkpoint(checkpoint.toString());
        }
        context.addStreamingListener(ends);
        job.define(contract, new JavaStreamingContext(context));
        if (context.graph().getOutputStreams().length > 0) {
            addAnOutput();
        }
        clock.jumpAhead();
    }

    /** Spark does not report the end of a batch without output operations, as between the results of a sliding window. */
    private void addAnOutput() {
        var nothing = JavaSparkContext.fromSparkContext(context.sparkContext())
                .<Long>emptyRDD()
                .rdd();
        new JavaDStream<>(new ConstantInputDStream<>(context, nothing, LONG), LONG).foreachRDD(rdd -> {});
    }

    /** The threads that Spark starts here belong to the streams, and inherit the properties of this thread. */
    private void start(SparkSession spark) {
        Option<SparkSession> before = SparkSession.getActiveSession();
        SparkSession.setActiveSession(spark);
        context.sparkContext().setLocalProperty(CurrentBatch.STREAMS, id);
        try {
            context.start();
        } finally {
            context.sparkContext().setLocalProperty(CurrentBatch.STREAMS, null);
            if (before.isDefined()) {
                SparkSession.setActiveSession(before.get());
            } else {
                SparkSession.clearActiveSession();
            }
        }
    }

    /**
     * Makes the next batch, and returns when it has ended. The batch has all files that exist, the next element of each queue,
     * and the records that receivers have received until now.
     *
     * @return the batch's time: one interval after that of the last batch, and ahead of the machine's clock
     * @throws AssertionError if the batch fails, with the failure as the cause
     */
    public Instant processBatch() throws InterruptedException {
        long time = clock.next();
        Instant batch = Instant.ofEpochMilli(time);
        CurrentBatch.begin(id, time);
        clock.tick();
        do {
            requireRunning("batch " + batch, 0);
        } while (!ends.await(time, LOOK_MILLIS));
        return batch;
    }

    /**
     * Makes batches of received records, such as lines from a socket, until they have had that many records, and returns when
     * the last batch has ended. The number of batches is left to chance.
     *
     * @throws AssertionError if fewer are received before the time-out, or if a batch fails
     */
    public void processReceived(long records, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        long received = 0;
        while (received < records) {
            if (context.scheduler().receiverTracker().hasUnallocatedBlocks()) {
                processBatch();
                received += ends.records();
            } else if (System.nanoTime() - end > 0) {
                throw new AssertionError("expected " + records + " records to be received but there are " + received
                        + " after " + atMost);
            } else {
                requireRunning("receiving", LOOK_MILLIS);
            }
        }
    }

    /** Waits that long for a failure. */
    private void requireRunning(String what, long millis) throws InterruptedException {
        if (isStopped(what, millis)) {
            throw new AssertionError(what + ": the streaming context has been stopped (expected: by closing this)");
        }
    }

    private boolean isStopped(String what, long millis) throws InterruptedException {
        try {
            return context.awaitTerminationOrTimeout(millis);
        } catch (Throwable e) {
            if (e instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            throw new AssertionError(what + " has failed: " + e.getMessage(), e);
        }
    }

    /** Stops the streams at once; records that are received but not processed are dropped. */
    @Override
    public void close() throws IOException {
        context.stop(false, false);
        CurrentBatch.end(id);
        if (checkpoint != null) {
            try (Stream<Path> files = Files.walk(checkpoint)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
