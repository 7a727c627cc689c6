package io.mist.examples;

import static org.apache.spark.sql.functions.col;

import io.mist.api.Default;
import io.mist.api.Doc;
import io.mist.api.Input;
import io.mist.api.Job;
import io.mist.api.Live;
import io.mist.api.Output;
import io.mist.api.StreamJob;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

// region job
@Job("log-alerts")
@Doc("Publishes the pushed lines that contain the filter, one message per line")
public final class LogAlerts implements StreamJob<LogAlerts.Contract> {

    public record Contract(
            @Doc("lines that contain it are published, in any case; empty publishes every line") @Default("error")
            Live<String> filter,

            @Doc("the lines to look at") Input<Line> lines,
            @Doc("the lines found") Output<Alert> alerts) {}

    public record Line(@Doc("a line of a log") String text) {}

    public record Alert(@Doc("the line") String text) {}

    @Override
    public StreamingQuery start(Contract job, SparkSession spark) {
        return job.alerts()
                .sendAll(job.lines().stream()
                        .filter(TextLines.contains(col("text"), job.filter().column())));
    }
}
// endregion
