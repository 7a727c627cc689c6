package jobs;

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

@Job("@NAME@")
@Doc("Publishes the pushed lines that contain the filter")
public final class @CLASS@ implements StreamJob<@CLASS@.Contract> {

    public record Contract(
            @Doc("lines that contain it are published") @Default("error") Live<String> filter,
            @Doc("the lines to look at") Input<Line> lines,
            @Doc("the lines found") Output<Line> found) {}

    public record Line(String text) {}

    @Override
    public StreamingQuery start(Contract job, SparkSession spark) {
        return job.found()
                .sendAll(job.lines().stream().filter(col("text").contains(job.filter().column())));
    }
}
