package io.mist.examples;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import scala.Tuple3;

/**
 * The number of lines that were found, and the first of them. It is bounded, however many are found: each task fills one, and
 * only these reach the driver. Not thread-safe.
 */
final class FoundLines {

    static final int MOST_LINES = 1_000;

    /** A character has up to 6 bytes in JSON, so this stays below 1 MiB, the maximum of a message. */
    static final int MOST_CHARACTERS = 128 << 10;

    static final String MORE = "…";

    private static final String LINE_FEED = "\n";

    private final List<String> lines = new ArrayList<>();
    private long characters;
    private long count;
    private boolean cut;

    /** Runs the search; the tasks answer in Spark's own types, which the driver can always load. */
    static FoundLines in(Dataset<String> lines) {
        FoundLines all = new FoundLines();
        lines.mapPartitions(
                        (MapPartitionsFunction<String, Tuple3<Long, Boolean, String>>) FoundLines::inPartition,
                        Encoders.tuple(Encoders.LONG(), Encoders.BOOLEAN(), Encoders.STRING()))
                .collectAsList()
                .forEach(found -> all.addAll(found._1(), found._2(), found._3()));
        return all;
    }

    private static Iterator<Tuple3<Long, Boolean, String>> inPartition(Iterator<String> lines) {
        FoundLines found = new FoundLines();
        lines.forEachRemaining(found::add);
        return List.of(new Tuple3<>(found.count, found.cut, found.shown())).iterator();
    }

    FoundLines add(String line) {
        count++;
        show(line);
        return this;
    }

    FoundLines addAll(FoundLines others) {
        return addAll(others.count, others.cut, others.shown());
    }

    private FoundLines addAll(long otherCount, boolean otherCut, String shown) {
        count += otherCount;
        if (otherCount > 0) {
            List.of(shown.split(LINE_FEED, -1)).forEach(this::show);
        }
        cut |= otherCut;
        return this;
    }

    /** After the first line that is omitted or cut, all later lines are omitted, so that the shown lines have no gaps. */
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

    /** The lines with line feeds between them, and an ellipsis at the end if there are more. */
    String text() {
        return shown() + (cut ? MORE : "");
    }

    private String shown() {
        return String.join(LINE_FEED, lines);
    }
}
