package jobs;

import io.mist.api.Job;
import io.mist.api.Live;
import io.mist.api.Output;
import io.mist.api.StreamJob;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

/** A query that keeps its checkpoint where the job says; publishes what each epoch has seen. */
@Job("own-checkpoint")
public final class OwnCheckpoint implements StreamJob<OwnCheckpoint.Contract> {

    public record Contract(String checkpoint, Live<Integer> limit, Output<Seen> seen) {}

    public record Seen(long epoch, long version, int limit) {}

    @Override
    public StreamingQuery start(Contract job, SparkSession spark) throws Exception {
        Live<Integer> limit = job.limit();
        Output<Seen> seen = job.seen();
        return spark.readStream()
                .format("rate-micro-batch")
                .option("rowsPerBatch", 2)
                .load()
                .writeStream()
                .queryName("own")
                .option("checkpointLocation", job.checkpoint())
                .trigger(Trigger.ProcessingTime("300 milliseconds"))
                .foreachBatch((VoidFunction2<Dataset<Row>, Long>)
                        (batch, epoch) -> seen.send(new Seen(epoch, limit.version(), limit.get())))
                .start();
    }
}
