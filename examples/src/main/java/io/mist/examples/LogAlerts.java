package io.mist.examples;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.left;
import static org.apache.spark.sql.functions.lit;

import io.mist.api.Default;
import io.mist.api.Doc;
import io.mist.api.Job;
import io.mist.api.Live;
import io.mist.api.Output;
import io.mist.api.StreamJob;
import java.time.Instant;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

// region job
@Job("log-alerts")
@Doc("Publishes the lines of new log files that contain the filter, one message per line")
public final class LogAlerts implements StreamJob<LogAlerts.Contract> {

    public record Contract(
            @Doc("a directory watched for log files") TextPath path,

            @Doc("lines that contain it are published, in any case; empty publishes every line") @Default("error")
            Live<String> filter,

            @Doc("the lines found") Output<Alert> alerts) {}

    public record Alert(
            @Doc("when the micro-batch began") Instant time,
            @Doc("the line") String text) {}

    @Override
    public StreamingQuery start(Contract job, SparkSession spark) {
        Column line = col(TextLines.LINE);
        return job.alerts()
                .sendAll(TextLines.stream(spark, job.path())
                        .filter(TextLines.contains(line, job.filter().column()))
                        .select(
                                current_timestamp().as("time"),
                                left(line, lit(MOST_CHARACTERS)).as("text")));
    }

    /** Of a line; as JSON a character has up to 6 bytes, so this stays below the 1 MiB that a message may have. */
    static final int MOST_CHARACTERS = 128 << 10;
}
// endregion
