package io.mist.bench.change;

import java.util.List;

/**
 * What goes in: numbered lines, of which every second has all words that the filter may be. So a change never alters which
 * events pass, only the filter that stands in their alerts, and each can be counted.
 */
public final class Event {

    static final List<String> WORDS = List.of(
            "disk",
            "memory",
            "network",
            "kernel",
            "driver",
            "login",
            "timeout",
            "refused",
            "retry",
            "quota",
            "lease",
            "certificate");
    private static final String LINE = String.join(" ", WORDS);

    private Event() {}

    static boolean passes(long number) {
        return number % 2 == 0;
    }

    /** Those that pass go to all partitions in turn. */
    static int partition(long number, int partitions) {
        return (int) (number / 2 % partitions);
    }

    static String json(long number) {
        String text = passes(number)
                ? "error: " + LINE + " of customer 4711, request for /v1/orders/1234567, retry 3 of 5"
                : "request of customer 4711 for /v1/orders/1234567 took 12 ms, as a log file says most of the time";
        return "{\"number\":" + number + ",\"text\":\"" + text + "\"}";
    }
}
