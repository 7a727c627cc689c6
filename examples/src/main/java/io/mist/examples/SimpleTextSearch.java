package io.mist.examples;

import io.mist.api.BatchJob;
import io.mist.api.Doc;
import io.mist.api.Job;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;

// region job
@Job("simple-text-search")
@Doc("Finds the lines of text files that contain every filter")
public final class SimpleTextSearch implements BatchJob<SimpleTextSearch.Contract, Map<String, List<String>>> {

    public record Contract(
            @Doc("a text file or a directory of text files") TextPath filePath,

            @Doc("a line is found if it contains all of them, in any case; none find every line")
            List<String> filters) {}

    @Override
    public Map<String, List<String>> run(Contract job, SparkSession spark) {
        Dataset<String> lines = TextLines.read(spark, job.filePath());
        for (String filter : job.filters()) {
            lines = lines.filter((FilterFunction<String>) line -> TextLines.contains(line, filter));
        }
        return Map.of("result", TextLines.collect(lines));
    }
}
// endregion
