package io.mist.bench.publish;

import io.mist.api.Job;
import io.mist.api.Output;
import io.mist.api.StreamJob;
import java.time.Instant;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/** The query as a job of Mist. */
@Job("publish")
public final class PublishJob implements StreamJob<PublishJob.Contract> {

    public record Contract(int rowsPerBatch, Output<Message> messages) {}

    public record Message(long id, Instant at, String service, int severity, String text) {}

    @Override
    public StreamingQuery start(Contract job, SparkSession spark) {
        return job.messages().sendAll(Messages.stream(spark, job.rowsPerBatch()));
    }
}
