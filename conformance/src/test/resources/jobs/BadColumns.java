package jobs;

import io.mist.api.Job;
import io.mist.api.Output;
import io.mist.api.StreamJob;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/** Publishes rows that lack a column. */
@Job("bad-columns")
public final class BadColumns implements StreamJob<BadColumns.Contract> {

    public record Contract(Output<Reading> readings) {}

    public record Reading(String sensor, long value) {}

    @Override
    public StreamingQuery start(Contract job, SparkSession spark) {
        return job.readings()
                .sendAll(spark.readStream().format("rate").load().select("value"));
    }
}
