package io.mist.worker.dstream;

import java.util.concurrent.Callable;
import org.apache.spark.rdd.RDD;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.dstream.DStream;
import org.apache.spark.streaming.scheduler.Job;
import scala.Option;
import scala.collection.immutable.List;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;
import scala.runtime.BoxedUnit;

/**
 * Stands in the place of an output of a run's streams. Spark asks it for the job of each batch; the output then makes the job,
 * and the job runs, as the run's code does: with its classes, and with the live values of the batch.
 * It is kept in checkpoints as part of the streams.
 */
final class ScopedOutput extends DStream<BoxedUnit> {

    private static final long serialVersionUID = 1L;

    private String run;
    private final DStream<?> output;

    ScopedOutput(String run, DStream<?> output) {
        super(output.ssc(), ClassTag$.MODULE$.apply(BoxedUnit.class));
        this.run = run;
        this.output = output;
    }

    /** Gives streams to another run: those that a program has from a checkpoint of its own may be an earlier run's. */
    void belongTo(String run) {
        this.run = run;
    }

    /** Its log lines are Spark's. */
    @Override
    public String logName() {
        return DStream.class.getName();
    }

    @Override
    public Duration slideDuration() {
        return output.slideDuration();
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    public List<DStream<?>> dependencies() {
        return (List) List.from(CollectionConverters.asScala(java.util.List.of(output)));
    }

    @Override
    public Option<RDD<BoxedUnit>> compute(Time time) {
        return Option.empty();
    }

    @Override
    public Option<Job> generateJob(Time time) {
        RunStreaming streaming = RunStreaming.of(run);
        Batch batch = streaming.batch(time);
        Option<Job> made = batch.call(() -> linked(() -> output.generateJob(time)));
        return made.isEmpty() ? made : Option.apply(new Job(time, () -> batch.call(() -> run(made.get()))));
    }

    /** A job keeps what it has thrown. */
    private static Object run(Job job) throws Exception {
        return linked(() -> {
            job.run();
            return job.result().get();
        });
    }

    /** Spark does not catch the error of a class that is missing: its threads would end, and no batch would follow. */
    private static <T> T linked(Callable<T> body) throws Exception {
        try {
            return body.call();
        } catch (LinkageError e) {
            throw new IllegalStateException("the job needs a class or method that is not there: " + e, e);
        }
    }
}
