package io.mist.bench.latency;

import static org.apache.spark.sql.functions.col;

import io.mist.api.Default;
import io.mist.api.Input;
import io.mist.api.Job;
import io.mist.api.Live;
import io.mist.api.Output;
import io.mist.api.StreamJob;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/** Publishes the lines that contain the filter. */
@Job("filter")
public final class FilterJob implements StreamJob<FilterJob.Contract> {

    public record Contract(@Default("error") Live<String> filter, Input<Line> lines, Output<Line> alerts) {}

    public record Line(String text) {}

    @Override
    public StreamingQuery start(Contract job, SparkSession spark) {
        return job.alerts()
                .sendAll(job.lines().stream()
                        .filter(col("text").contains(job.filter().column())));
    }
}
