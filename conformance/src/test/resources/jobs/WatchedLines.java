package jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lower;

import io.mist.api.Default;
import io.mist.api.Job;
import io.mist.api.Live;
import io.mist.api.Output;
import io.mist.api.StreamJob;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/** Publishes the lines of the files that come into a directory, also while no server is there. */
@Job("watched-lines")
public final class WatchedLines implements StreamJob<WatchedLines.Contract> {

    public record Contract(String path, @Default("error") Live<String> filter, Output<Alert> alerts) {}

    public record Alert(String text) {}

    @Override
    public StreamingQuery start(Contract job, SparkSession spark) {
        return job.alerts()
                .sendAll(spark.readStream()
                        .text(job.path())
                        .filter(lower(col("value")).contains(lower(job.filter().column())))
                        .withColumnRenamed("value", "text"));
    }
}
