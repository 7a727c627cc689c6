package jobs;

import io.mist.api.Job;
import io.mist.api.Output;
import io.mist.api.StreamJob;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import scala.Tuple2;

/** Says on the executors, again and again, of which version it is. */
@Job("versioned-stream")
public final class VersionedStream implements StreamJob<VersionedStream.Contract> {

    public record Contract(Output<Tick> ticks) {}

    public record Tick(String version, long number) {}

    @Override
    public StreamingQuery start(Contract job, SparkSession spark) {
        Dataset<Row> ticks =
                spark.readStream().format("rate").option("rowsPerSecond", 2).load();
        return job.ticks()
                .sendAll(ticks.map(
                                (MapFunction<Row, Tuple2<String, Long>>)
                                        tick -> new Tuple2<>(Versions.here(), tick.getLong(1)),
                                Encoders.tuple(Encoders.STRING(), Encoders.LONG()))
                        .toDF("version", "number"));
    }
}
