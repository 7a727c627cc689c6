package io.mist.examples;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number, a size in bytes, or a time.
 *
 * @param amount milliseconds if it is a time
 */
record Quantity(long amount, boolean isTime) {

    private static final Pattern TEXT = Pattern.compile("`?(\\d[\\d,]*)(?: ([A-Za-z]+))?\\b.*", Pattern.DOTALL);
    private static final Map<String, Integer> SHIFTS = Map.of("KiB", 10, "MiB", 20, "GiB", 30, "TiB", 40);

    /** The units that names of constants end with. */
    enum Unit {
        NANOS,
        MILLIS,
        SECONDS,
        MINUTES,
        HOURS,
        DAYS;

        static Unit of(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }

        private static Optional<Unit> find(String name) {
            for (Unit unit : values()) {
                if ((name + (name.endsWith("s") ? "" : "s")).equalsIgnoreCase(unit.name())) {
                    return Optional.of(unit);
                }
            }
            return Optional.empty();
        }

        private long millis(long amount) {
            return this == NANOS
                    ? TimeUnit.NANOSECONDS.toMillis(amount)
                    : this == MILLIS ? amount : TimeUnit.valueOf(name()).toMillis(amount);
        }
    }

    static Quantity number(long number) {
        return new Quantity(number, false);
    }

    static Quantity time(Unit unit, long amount) {
        return new Quantity(unit.millis(amount), true);
    }

    String text() {
        return amount + (isTime ? " ms" : "");
    }

    /** Reads {@code 10,000}, {@code 64 MiB} or {@code 30 seconds}; words after it are ignored. */
    static Optional<Quantity> parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1).replace(",", ""));
        String unit = matcher.group(2) == null ? "" : matcher.group(2);
        return Optional.of(Unit.find(unit)
                .map(time -> time(time, number))
                .orElseGet(() -> number(number << SHIFTS.getOrDefault(unit, 0))));
    }
}
