package io.mist.worker.contract.golden;

import static org.apache.spark.sql.functions.col;

import io.mist.api.BatchOnChange;
import io.mist.api.Default;
import io.mist.api.Doc;
import io.mist.api.Input;
import io.mist.api.Job;
import io.mist.api.Key;
import io.mist.api.Live;
import io.mist.api.Output;
import io.mist.api.StreamJob;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

@Job("log-alerts")
@Doc("Publishes the log lines that matter")
public final class LogAlerts implements StreamJob<LogAlerts.Contract> {

    public record Contract(
            @Doc("services to watch; empty means all") List<String> services,

            @Doc("lines below this severity are dropped") @Default("3")
            Live<Severity> least,

            @Doc("lines that contain it, in any case") @Default("error")
            Live<String> filter,

            @Doc("the lines to look at") Input<Line> lines,
            @Doc("the lines that matter") @Key("service") Output<Alert> alerts,
            @BatchOnChange Output<Long> counts) {}

    public record Severity(int value) {
        public Severity {
            if (value < 0 || value > 7) {
                throw new IllegalArgumentException("severity: " + value + " (expected: 0..7)");
            }
        }
    }

    public record Line(
            String service,
            Severity severity,
            @Doc("a line of a log") String text,
            Optional<Instant> at) {}

    @Doc("a line that matters")
    public record Alert(Instant at, String service, String text) {}

    @Override
    public StreamingQuery start(Contract job, SparkSession spark) {
        return job.alerts()
                .sendAll(job.lines().stream()
                        .filter(col("severity").geq(job.least().column()))
                        .select("at", "service", "text"));
    }
}
