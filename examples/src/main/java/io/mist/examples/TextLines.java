package io.mist.examples;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.make_valid_utf8;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The lines of text files, as {@code grep -i} reads them: a line ends at a line feed, without a carriage return before it, and
 * the last line needs no line feed. Bytes that are not UTF-8 become U+FFFD.
 */
final class TextLines {

    /** The one column. */
    static final String LINE = "line";

    /** Spark's own choice would end a line at a lone carriage return too. */
    private static final String LINE_END = "\n";

    /** A micro-batch reads whole files up to this size, and at least one file, so that a full directory is read in steps. */
    private static final long BYTES_PER_BATCH = 16 << 20;

    /** The maximum of one answer. */
    static final int MOST_CHARACTERS = 1 << 20;

    private TextLines() {}

    /** All lines that the files hold now. */
    static Dataset<String> read(SparkSession spark, TextPath path) {
        return lines(spark.read().option("lineSep", LINE_END).text(path.value()));
    }

    // region stream
    /** The lines of every file in a directory, including later files. Each file is read once, when it is found. */
    static Dataset<String> stream(SparkSession spark, TextPath directory) {
        return lines(spark.readStream()
                .option("lineSep", LINE_END)
                .option("maxBytesPerTrigger", BYTES_PER_BATCH)
                .text(directory.value()));
    }

    // endregion

    private static Dataset<String> lines(Dataset<Row> text) {
        Column line = make_valid_utf8(col("value"));
        return text.select(when(
                                line.endsWith("\r"),
                                line.substr(lit(1), length(line).minus(1)))
                        .otherwise(line)
                        .as(LINE))
                .as(Encoders.STRING());
    }

    // region contains
    /** Whether a line contains the filter, ignoring case. Every line contains an empty filter. */
    static boolean contains(String line, String filter) {
        return line.toLowerCase(Locale.ROOT).contains(filter.toLowerCase(Locale.ROOT));
    }

    /** The same in a plan. Both sides are in lower case, since the upper case of "ß" would match "ss". */
    static Column contains(Column line, Column filter) {
        return lower(line).contains(lower(filter));
    }
    // endregion

    /**
     * All lines, as one answer.
     *
     * @throws IllegalStateException if they have more than {@value #MOST_CHARACTERS} characters; the message has advice
     */
    static List<String> collect(Dataset<String> lines) {
        List<String> found = new ArrayList<>();
        long characters = 0;
        for (Iterator<String> all = lines.toLocalIterator(); all.hasNext(); ) {
            String line = all.next();
            characters += line.length() + 1;
            if (characters > MOST_CHARACTERS) {
                throw new IllegalStateException("more lines are found than one answer holds (expected: at most "
                        + MOST_CHARACTERS + " characters); add a filter, or let a stream job publish the lines");
            }
            found.add(line);
        }
        return found;
    }
}
