package io.mist.bench.change;

import io.mist.api.Default;
import io.mist.api.Job;
import io.mist.api.Live;
import io.mist.api.StreamJob;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

/** From a topic to a topic by Spark's own source and sink; only the filter is live. */
@Job("live-filter")
public final class LiveFilterJob implements StreamJob<LiveFilterJob.Contract> {

    public record Contract(
            String broker,
            String events,
            String alerts,
            @Default("false") boolean realTime,
            Live<String> filter) {}

    @Override
    public StreamingQuery start(Contract job, SparkSession spark) throws Exception {
        return Filter.toKafka(
                        Filter.alerts(
                                spark, job.broker(), job.events(), job.filter().column()),
                        job.broker(),
                        job.alerts())
                .queryName("alerts")
                .outputMode(job.realTime() ? OutputMode.Update() : OutputMode.Append())
                .trigger(job.realTime() ? Trigger.RealTime("5 minutes") : Trigger.ProcessingTime(0))
                .start();
    }
}
