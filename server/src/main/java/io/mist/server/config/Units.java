package io.mist.server.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as they are written in HOCON: {@code 5 minutes}, {@code 1.5 GiB}. */
public final class Units {

    /** More digits than this are no number that anybody means, and would take ever longer to compute. */
    private static final Pattern QUANTITY = Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,9})?)\\s*([A-Za-z]*)");

    private static final Map<String, Duration> DURATIONS = Map.ofEntries(
            Map.entry("ms", Duration.ofMillis(1)),
            Map.entry("milli", Duration.ofMillis(1)),
            Map.entry("millis", Duration.ofMillis(1)),
            Map.entry("millisecond", Duration.ofMillis(1)),
            Map.entry("milliseconds", Duration.ofMillis(1)),
            Map.entry("s", Duration.ofSeconds(1)),
            Map.entry("second", Duration.ofSeconds(1)),
            Map.entry("seconds", Duration.ofSeconds(1)),
            Map.entry("m", Duration.ofMinutes(1)),
            Map.entry("minute", Duration.ofMinutes(1)),
            Map.entry("minutes", Duration.ofMinutes(1)),
            Map.entry("h", Duration.ofHours(1)),
            Map.entry("hour", Duration.ofHours(1)),
            Map.entry("hours", Duration.ofHours(1)),
            Map.entry("d", Duration.ofDays(1)),
            Map.entry("day", Duration.ofDays(1)),
            Map.entry("days", Duration.ofDays(1)));

    private static final Map<String, Long> SIZES = Map.ofEntries(
            Map.entry("", 1L),
            Map.entry("B", 1L),
            Map.entry("byte", 1L),
            Map.entry("bytes", 1L),
            Map.entry("kB", 1000L),
            Map.entry("MB", 1000_000L),
            Map.entry("GB", 1000_000_000L),
            Map.entry("TB", 1000_000_000_000L),
            Map.entry("k", 1L << 10),
            Map.entry("K", 1L << 10),
            Map.entry("KiB", 1L << 10),
            Map.entry("m", 1L << 20),
            Map.entry("M", 1L << 20),
            Map.entry("MiB", 1L << 20),
            Map.entry("g", 1L << 30),
            Map.entry("G", 1L << 30),
            Map.entry("GiB", 1L << 30),
            Map.entry("t", 1L << 40),
            Map.entry("T", 1L << 40),
            Map.entry("TiB", 1L << 40));

    private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000);
    private static final BigInteger LONGEST = BigInteger.valueOf(Long.MAX_VALUE);

    private Units() {}

    /** The duration, in whole nanoseconds, or empty if this is none; a number without a unit is none. */
    public static Optional<Duration> duration(String text) {
        Matcher quantity = QUANTITY.matcher(text.strip());
        if (!quantity.matches()) {
            return Optional.empty();
        }
        return Optional.ofNullable(DURATIONS.get(quantity.group(2))).map(unit -> {
            BigInteger nanos = new BigDecimal(quantity.group(1))
                    .multiply(BigDecimal.valueOf(unit.toSeconds()).add(BigDecimal.valueOf(unit.toNanosPart(), 9)))
                    .multiply(NANOS)
                    .setScale(0, RoundingMode.HALF_UP)
                    .toBigInteger();
            BigInteger[] parts = nanos.divideAndRemainder(NANOS.toBigInteger());
            return Duration.ofSeconds(parts[0].min(LONGEST).longValue(), parts[1].longValue());
        });
    }

    /** The number of bytes, or empty if this is no size; a number without a unit is one of bytes. */
    public static Optional<Long> bytes(String text) {
        Matcher quantity = QUANTITY.matcher(text.strip());
        if (!quantity.matches()) {
            return Optional.empty();
        }
        return Optional.ofNullable(SIZES.get(quantity.group(2)))
                .map(unit -> new BigDecimal(quantity.group(1))
                        .multiply(BigDecimal.valueOf(unit))
                        .toBigInteger()
                        .min(LONGEST)
                        .longValue());
    }

    /** As a person writes it: {@code 5 minutes}. */
    public static String text(Duration duration) {
        if (duration.isZero()) {
            return "0 seconds";
        }
        if (duration.toDays() > 365_000) {
            return duration.toString();
        }
        var units = new LinkedHashMap<String, Duration>();
        units.put("day", Duration.ofDays(1));
        units.put("hour", Duration.ofHours(1));
        units.put("minute", Duration.ofMinutes(1));
        units.put("second", Duration.ofSeconds(1));
        units.put("millisecond", Duration.ofMillis(1));
        for (var unit : units.entrySet()) {
            long count = duration.dividedBy(unit.getValue());
            if (count > 0 && unit.getValue().multipliedBy(count).equals(duration)) {
                return count + " " + unit.getKey() + (count == 1 ? "" : "s");
            }
        }
        return duration.toString();
    }

    /** As a person writes it: {@code 64 MiB}. */
    public static String text(long bytes) {
        String[] units = {"bytes", "KiB", "MiB", "GiB", "TiB"};
        long count = bytes;
        int unit = 0;
        while (unit < units.length - 1 && count > 0 && count % 1024 == 0) {
            count /= 1024;
            unit++;
        }
        return count + " " + units[unit];
    }
}
