package jobs;

import io.mist.api.Job;
import io.mist.api.Output;
import io.mist.api.StreamJob;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import scala.Tuple3;

/** Publishes 100 numbers in each epoch, from four partitions; one of them can go wrong. */
@Job("numbers")
public final class Numbers implements StreamJob<Numbers.Contract> {

    /** In its third partition. */
    private static final long AT = 1_050;

    /**
     * @param directory where tasks and the test tell each other things
     * @param fault nothing, or what happens at number 1050: fail, hang, wait or misfit
     */
    public record Contract(String directory, String fault, Output<Number> numbers) {}

    public record Number(long value, int partition, String executor) {}

    @Override
    public StreamingQuery start(Contract job, SparkSession spark) {
        Dataset<Row> numbers = spark.readStream()
                .format("rate-micro-batch")
                .option("rowsPerBatch", 100)
                .option("numPartitions", 4)
                .load();
        Faults faults = new Faults(job.directory(), job.fault());
        return job.numbers()
                .sendAll(numbers.map(
                                (MapFunction<Row, Tuple3<Long, Integer, String>>) row -> faults.number(row.getLong(1)),
                                Encoders.tuple(Encoders.LONG(), Encoders.INT(), Encoders.STRING()))
                        .toDF("value", "partition", "executor"));
    }

    private record Faults(String directory, String fault) implements Serializable {

        Tuple3<Long, Integer, String> number(long value) throws InterruptedException {
            if (value == AT) {
                happen();
            }
            return new Tuple3<>(
                    fault.equals("misfit") && value == AT ? null : Long.valueOf(value),
                    TaskContext.getPartitionId(),
                    org.apache.spark.SparkEnv.get().executorId());
        }

        private void happen() throws InterruptedException {
            boolean isFirst = TaskContext.get().attemptNumber() == 0;
            if (fault.equals("fail") && isFirst) {
                throw new IllegalStateException("the first attempt fails");
            }
            if (fault.equals("hang") && isFirst) {
                new CountDownLatch(1).await();
            }
            if (fault.equals("wait")) {
                awaitRelease();
            }
        }

        private void awaitRelease() throws InterruptedException {
            try {
                Files.createDirectories(Path.of(directory, "waiting"));
                while (!Files.exists(Path.of(directory, "released"))) {
                    TimeUnit.MILLISECONDS.sleep(50);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
