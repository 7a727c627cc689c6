package jobs;

import static org.apache.spark.sql.functions.col;

import io.mist.api.BatchOnChange;
import io.mist.api.Job;
import io.mist.api.Live;
import io.mist.api.Output;
import io.mist.api.StreamJob;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import scala.Tuple3;

/** Publishes the lines of a topic of Kafka that have the filter in them, each with the filter that its task asked for. */
@Job("real-time-lines")
public final class RealTimeLines implements StreamJob<RealTimeLines.Contract> {

    /** @param distinct which real-time mode does not take */
    public record Contract(
            String servers, String topic, boolean distinct, Live<String> filter, @BatchOnChange Output<Found> found) {}

    public record Found(String text, String filter, String executor) {}

    @Override
    public StreamingQuery start(Contract job, SparkSession spark) {
        Live<String> filter = job.filter();
        Dataset<Row> lines = spark.readStream()
                .format("kafka")
                .option("kafka.bootstrap.servers", job.servers())
                .option("subscribe", job.topic())
                .option("startingOffsets", "earliest")
                .load()
                .select(col("value").cast("string").as("text"))
                .filter(col("text").contains(filter.column()));
        Dataset<Row> found = lines.map(
                        (MapFunction<Row, Tuple3<String, String, String>>) row -> new Tuple3<>(
                                row.getString(0),
                                filter.get(),
                                org.apache.spark.SparkEnv.get().executorId()),
                        Encoders.tuple(Encoders.STRING(), Encoders.STRING(), Encoders.STRING()))
                .toDF("text", "filter", "executor");
        return job.found().sendAll(job.distinct() ? found.dropDuplicates() : found);
    }
}
