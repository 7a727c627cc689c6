package io.mist.worker.contract.golden;

import io.mist.api.BatchJob;
import io.mist.api.Default;
import io.mist.api.Doc;
import io.mist.api.Job;
import io.mist.api.Output;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

@Job("word-count")
public final class WordCount implements BatchJob<WordCount.Contract, List<WordCount.Count>> {

    public record Contract(
            String path,
            @Default("10") int most,
            @Default("\\s+") String separator,
            @Doc("the shortest word") Optional<Integer> shortest,
            Output<Double> progress) {}

    public record Count(String word, long count) {}

    @Override
    public List<Count> run(Contract contract, SparkSession spark) {
        return List.of();
    }
}
