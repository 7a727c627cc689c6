package io.mist.worker.contract;

import io.mist.api.BatchJob;
import io.mist.api.Default;
import io.mist.api.Doc;
import io.mist.api.Job;
import io.mist.api.Output;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

@Job("word-count")
public final class WordCount implements BatchJob<WordCount.Request, List<WordCount.Count>> {

    public record Request(
            String path,
            @Default("10") int atMost,
            @Default("\\s+") String separator,
            @Doc("the shortest word") Optional<Integer> shortest,
            Output<Double> progress) {

        public Request {
            if (shortest.isPresent() && shortest.get() > atMost) {
                throw new IllegalArgumentException("shortest is greater than atMost; swap them");
            }
        }
    }

    public record Count(String word, long count) {}

    @Override
    public List<Count> run(Request request, SparkSession spark) {
        return List.of();
    }
}
