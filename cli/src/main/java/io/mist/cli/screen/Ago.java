package io.mist.cli.screen;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** Times relative to now, as in {@code 3 min ago}. No library on the class path writes them. */
public final class Ago {

    private Ago() {}

    /**
     * The text for a time in ISO-8601; a time in the future counts as now, as clocks differ.
     *
     * @return the argument itself if it is no such time
     */
    public static String text(String time, Clock clock) {
        if (time.isEmpty()) {
            return "";
        }
        try {
            return text(Duration.between(Instant.parse(time), clock.instant()));
        } catch (DateTimeException e) {
            return time;
        }
    }

    private static String text(Duration past) {
        if (past.toSeconds() < 1) {
            return "now";
        }
        if (past.toMinutes() < 1) {
            return past.toSeconds() + " s ago";
        }
        if (past.toHours() < 1) {
            return past.toMinutes() + " min ago";
        }
        if (past.toDays() < 1) {
            return past.toHours() + " h ago";
        }
        return past.toDays() == 1 ? "1 day ago" : past.toDays() + " days ago";
    }
}
