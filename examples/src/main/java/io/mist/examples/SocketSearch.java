package io.mist.examples;

import io.mist.api.DStreamJob;
import io.mist.api.Default;
import io.mist.api.Doc;
import io.mist.api.Job;
import io.mist.api.Live;
import io.mist.api.Output;
import java.time.Instant;
import java.util.List;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

// region job
@Job("socket-search")
@Doc("Publishes the lines of a socket that contain the filter, one message per batch")
public final class SocketSearch implements DStreamJob<SocketSearch.Contract> {

    public record Contract(
            @Doc("where the lines come from") @Default("localhost")
            String host,

            @Doc("the port there") int port,

            @Doc("lines that contain it are found, in any case") @Default("error")
            Live<String> filter,

            @Doc("what each batch found, if anything") Output<Match> matches) {}

    public record Match(
            @Doc("the batch's time") Instant time,
            @Doc("the filter of the batch") String filter,
            @Doc("the lines found") List<String> lines) {}

    @Override
    public void define(Contract job, JavaStreamingContext streaming) {
        Live<String> filter = job.filter();
        Output<Match> matches = job.matches();
        streaming
                .socketTextStream(job.host(), job.port())
                .filter(line -> TextLines.contains(line, filter.get()))
                .foreachRDD((rdd, time) -> {
                    List<String> found = rdd.collect();
                    if (!found.isEmpty()) {
                        matches.send(new Match(Instant.ofEpochMilli(time.milliseconds()), filter.get(), found));
                    }
                });
    }
}
// endregion
