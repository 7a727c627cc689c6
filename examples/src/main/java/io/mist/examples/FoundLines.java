package io.mist.examples;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import scala.Tuple3;

/**
 * How many lines were found, and the first of them. It is bounded, however many are found: each task fills one, and only
 * these come to the driver. Not safe for several threads.
 */
final class FoundLines {

    static final int MOST_LINES = 1_000;

    /** As JSON a character has up to 6 bytes, so this stays below the 1 MiB that a message may have. */
    static final int MOST_CHARACTERS = 128 << 10;

    static final String MORE = "…";

    private final List<String> lines = new ArrayList<>();
    private long characters;
    private long count;
    private boolean cut;

    /**
     * Those of a micro-batch, in one pass. The tasks' results are rows, which need no class of the job on the driver.
     */
    static FoundLines of(Dataset<String> batch) {
        FoundLines all = new FoundLines();
        batch.mapPartitions(
                        (MapPartitionsFunction<String, Tuple3<Long, Boolean, String>>) FoundLines::ofPartition,
                        Encoders.tuple(Encoders.LONG(), Encoders.BOOLEAN(), Encoders.STRING()))
                .collectAsList()
                .forEach(part -> all.add(part._1(), part._2(), part._3()));
        return all;
    }

    private static Iterator<Tuple3<Long, Boolean, String>> ofPartition(Iterator<String> lines) {
        FoundLines part = new FoundLines();
        lines.forEachRemaining(part::add);
        return part.isEmpty()
                ? Collections.emptyIterator()
                : List.of(Tuple3.apply(part.count, part.cut, String.join("\n", part.lines)))
                        .iterator();
    }

    void add(String line) {
        count++;
        show(line);
    }

    private void add(long othersCount, boolean othersCut, String othersLines) {
        count += othersCount;
        for (String line : othersLines.split("\n", -1)) {
            show(line);
        }
        cut |= othersCut;
    }

    /** Once a line was left out or cut, later ones are left out too, so that what is shown has no holes. */
    private void show(String line) {
        if (cut) {
            return;
        }
        long room = MOST_CHARACTERS - characters;
        cut = lines.size() == MOST_LINES || line.length() > room;
        if (lines.size() < MOST_LINES && room > 0) {
            String shown = line.substring(0, (int) Math.min(line.length(), room));
            lines.add(shown);
            characters += shown.length() + 1;
        }
    }

    boolean isEmpty() {
        return count == 0;
    }

    long count() {
        return count;
    }

    /** The lines with line feeds between them, and an ellipsis in the end if there is more. */
    String text() {
        return String.join("\n", lines) + (cut ? MORE : "");
    }
}
