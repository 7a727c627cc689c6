package jobs;

import io.mist.api.Job;
import io.mist.api.Output;
import io.mist.api.StreamJob;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/** Publishes lines of files until it meets a rotten one. */
@Job("fails-later")
public final class FailsLater implements StreamJob<FailsLater.Contract> {

    public record Contract(String path, Output<String> lines) {}

    @Override
    public StreamingQuery start(Contract job, SparkSession spark) {
        return job.lines()
                .sendAll(spark.readStream()
                        .option("maxFilesPerTrigger", 1)
                        .textFile(job.path())
                        .map((MapFunction<String, String>) FailsLater::checked, Encoders.STRING()));
    }

    private static String checked(String line) {
        if (line.contains("rotten")) {
            throw new IllegalArgumentException("cannot digest '" + line + "'");
        }
        return line;
    }
}
