package io.mist.examples;

import io.mist.api.BatchJob;
import io.mist.api.Doc;
import io.mist.api.Job;
import java.util.ArrayList;
import java.util.Iterator;
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
        return Map.of("result", bounded(lines.toLocalIterator()));
    }
    // endregion

    /** What one answer can reasonably hold. */
    static final int MOST_CHARACTERS = 1 << 20;

    private static List<String> bounded(Iterator<String> lines) {
        List<String> found = new ArrayList<>();
        long characters = 0;
        while (lines.hasNext()) {
            String line = lines.next();
            characters += line.length() + 1;
            if (characters > MOST_CHARACTERS) {
                throw new IllegalStateException("more is found than the " + MOST_CHARACTERS
                        + " characters of text that one answer holds (after " + found.size()
                        + " lines); add a filter, or let a stream job publish the lines");
            }
            found.add(line);
        }
        return found;
    }
}
