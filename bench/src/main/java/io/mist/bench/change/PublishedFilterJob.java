package io.mist.bench.change;

import io.mist.api.Job;
import io.mist.api.Live;
import io.mist.api.Output;
import io.mist.api.StreamJob;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/** The same by an output of Mist, which brings it to a topic of its own exactly once. */
@Job("published-filter")
public final class PublishedFilterJob implements StreamJob<PublishedFilterJob.Contract> {

    public record Contract(String broker, String events, Live<String> filter, Output<Alert> alerts) {}

    public record Alert(long number, String filter) {}

    @Override
    public StreamingQuery start(Contract job, SparkSession spark) {
        return job.alerts()
                .sendAll(Filter.alerts(
                        spark, job.broker(), job.events(), job.filter().column()));
    }
}
