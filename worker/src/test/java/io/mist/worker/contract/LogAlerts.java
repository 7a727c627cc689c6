package io.mist.worker.contract;

import static org.apache.spark.sql.functions.col;

import io.mist.api.Default;
import io.mist.api.Doc;
import io.mist.api.Job;
import io.mist.api.Live;
import io.mist.api.Output;
import io.mist.api.StreamJob;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

@Job("log-alerts")
@Doc("Publishes the log lines that matter")
public final class LogAlerts implements StreamJob<LogAlerts.Contract> {

    public record Contract(
            @Doc("services to watch; empty means all") List<String> services,

            @Doc("lines below this severity are dropped") @Default("3")
            Live<Severity> atLeast,

            Output<Alert> alerts) {}

    public record Severity(int value) {
        public Severity {
            if (value < 0 || value > 7) {
                throw new IllegalArgumentException("severity: " + value + " (expected: 0..7)");
            }
        }
    }

    public record Alert(Instant at, String service, String text) {}

    @Override
    public StreamingQuery start(Contract job, SparkSession spark) {
        return job.alerts()
                .sendAll(spark.readStream()
                        .table("lines")
                        .filter(col("severity").geq(job.atLeast().column()))
                        .select("at", "service", "text"));
    }
}
