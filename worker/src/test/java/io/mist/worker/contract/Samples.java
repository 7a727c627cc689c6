package io.mist.worker.contract;

import io.mist.worker.contract.Everything.Flags;
import io.mist.worker.contract.Everything.Level;
import io.mist.worker.contract.Everything.Name;
import io.mist.worker.contract.Everything.Numbers;
import io.mist.worker.contract.Everything.Outer;
import io.mist.worker.contract.Everything.Pair;
import io.mist.worker.contract.Everything.Part;
import io.mist.worker.contract.Everything.Times;
import io.mist.worker.contract.Everything.Whole;
import io.mist.worker.contract.row.JsonNumber;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Values of every type, reproducible by their seed, in the range and precision of Spark's columns. */
public final class Samples {

    private static final String[] TEXTS = {"", "a", "\"quoted\"", "ä€😀", "line\nbreak", "null", "3", "\u0000"};

    private final Random random;

    public Samples(long seed) {
        random = new Random(seed);
    }

    public Whole whole() {
        return new Whole(
                new Flags(random.nextBoolean(), random.nextBoolean()),
                numbers(),
                times(),
                text(),
                level(),
                new Outer(name()),
                list(this::part),
                map(() -> list(this::integer)),
                list(() -> map(this::name)),
                optional(this::name),
                optional(() -> list(this::level)),
                new Pair<>(text(), new Pair<>(random.nextLong(), name())));
    }

    private Numbers numbers() {
        return new Numbers(
                (byte) integer(),
                (byte) integer(),
                (short) integer(),
                (short) integer(),
                integer(),
                integer(),
                random.nextBoolean() ? Long.MIN_VALUE : random.nextLong(),
                random.nextBoolean() ? Long.MAX_VALUE : random.nextLong(),
                random.nextFloat(),
                random.nextBoolean() ? Float.MAX_VALUE : -random.nextFloat(),
                random.nextGaussian(),
                random.nextBoolean() ? Double.MIN_VALUE : random.nextDouble() * 1e300,
                decimal());
    }

    private int integer() {
        return switch (random.nextInt(4)) {
            case 0 -> Integer.MIN_VALUE;
            case 1 -> Integer.MAX_VALUE;
            default -> random.nextInt();
        };
    }

    private BigDecimal decimal() {
        BigInteger digits = new BigInteger(1 + random.nextInt(125), random);
        return JsonNumber.plain(new BigDecimal(random.nextBoolean() ? digits : digits.negate(), 18));
    }

    private Times times() {
        return new Times(
                Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000) * 1000L),
                Duration.ofSeconds(random.nextInt(), random.nextInt(1_000_000) * 1000L),
                LocalDate.ofEpochDay(random.nextInt(1_000_000) - 500_000));
    }

    private Part part() {
        return new Part(name(), optional(this::level), optional(this::times));
    }

    private Name name() {
        return new Name(text());
    }

    private String text() {
        return TEXTS[random.nextInt(TEXTS.length)];
    }

    private Level level() {
        return random.nextBoolean() ? Level.LOW : Level.HIGH;
    }

    private <T> Optional<T> optional(Supplier<T> value) {
        return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
    }

    private <T> List<T> list(Supplier<T> value) {
        return Stream.generate(value).limit(random.nextInt(4)).toList();
    }

    private <T> Map<String, T> map(Supplier<T> value) {
        Map<String, T> map = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            map.put(text(), value.get());
        }
        return map;
    }
}
