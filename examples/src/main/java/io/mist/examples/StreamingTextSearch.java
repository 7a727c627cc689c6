package io.mist.examples;

import io.mist.api.Default;
import io.mist.api.Doc;
import io.mist.api.Job;
import io.mist.api.Live;
import io.mist.api.Output;
import io.mist.api.StreamJob;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

// region job
@Job("streaming-text-search")
@Doc("Publishes what it finds in new text files, one message per micro-batch")
public final class StreamingTextSearch implements StreamJob<StreamingTextSearch.Contract> {

    public record Contract(
            @Doc("a directory watched for text files") TextPath path,

            @Doc("lines that contain it are found, in any case; empty finds every line") @Default("error")
            Live<String> filter,

            @Doc("what each micro-batch found, if anything") Output<Match> matches) {}

    public record Match(
            @Doc("when the micro-batch was searched") Instant time,
            @Doc("how many lines were found") long length,

            @Doc("the lines found; of many the first, then …")
            String collection) {}

    @Override
    public StreamingQuery start(Contract job, SparkSession spark) {
        Live<String> filter = job.filter();
        Dataset<String> found = TextLines.stream(spark, job.path())
                .filter((FilterFunction<String>) line -> TextLines.contains(line, filter.get()));
        return job.matches().sendBatches(found, (batch, epoch) -> matches(batch));
    }

    private static List<Match> matches(Dataset<String> batch) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        FoundLines found = FoundLines.in(batch);
        return found.isEmpty() ? List.of() : List.of(new Match(now, found.count(), found.text()));
    }
}
// endregion
