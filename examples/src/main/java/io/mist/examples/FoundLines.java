package io.mist.examples;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * How many lines were found, and the first of them. It is bounded, however many are found: each task fills one, and only
 * these come to the driver. Not safe for several threads.
 */
final class FoundLines implements Serializable {

    private static final long serialVersionUID = 1L;

    static final int MOST_LINES = 1_000;

    /** As JSON a character has up to 6 bytes, so this stays below the 1 MiB that a message may have. */
    static final int MOST_CHARACTERS = 128 << 10;

    static final String MORE = "…";

    private final List<String> lines = new ArrayList<>();
    private long characters;
    private long count;
    private boolean cut;

    FoundLines add(String line) {
        count++;
        show(line);
        return this;
    }

    FoundLines addAll(FoundLines others) {
        count += others.count;
        others.lines.forEach(this::show);
        cut |= others.cut;
        return this;
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
