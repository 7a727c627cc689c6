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
 * The lines of text files, as {@code grep -i} sees them: a line ends at a line feed, a carriage return before it is not
 * part of it, and a last line needs no line feed. Bytes that are no UTF-8 become U+FFFD.
 */
final class TextLines {

    /** The one column. */
    static final String LINE = "line";

    /** What Spark would choose ends a line at a lone carriage return too. */
    private static final String LINE_END = "\n";

    /** A micro-batch takes whole files up to so many bytes, and at least one: a full directory is read in steps. */
    private static final long BYTES_PER_BATCH = 16 << 20;

    /** What one answer can reasonably hold. */
    static final int MOST_CHARACTERS = 1 << 20;

    private TextLines() {}

    /** All lines that are there now. */
    static Dataset<String> read(SparkSession spark, TextPath path) {
        return lines(spark.read().option("lineSep", LINE_END).text(path.value()));
    }

    // region stream
    /** The lines of every file that is in a directory or comes into it. Each file is read once, when it is found. */
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
    /** Whether a line has the filter in it, no matter the case. An empty filter is in every line. */
    static boolean contains(String line, String filter) {
        return line.toLowerCase(Locale.ROOT).contains(filter.toLowerCase(Locale.ROOT));
    }

    /** The same in a plan. Lower case on both sides, since "ß" in upper case would be found by "ss". */
    static Column contains(Column line, Column filter) {
        return lower(line).contains(lower(filter));
    }
    // endregion

    /**
     * All lines, as one answer.
     *
     * @throws IllegalStateException if they have more than {@value #MOST_CHARACTERS} characters; the message says what
     *     to do
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
