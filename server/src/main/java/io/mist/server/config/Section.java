package io.mist.server.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.mist.protocol.Spelling;
import io.mist.server.gate.message.Secret;
import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Settings between two braces, read one by one. What is wrong goes into the report, and the default is returned so
 * that reading reaches the next problem; the caller must not use what it has read once there is one. Confined to
 * one thread.
 */
public final class Section {

    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");
    private static final String INFINITE = "infinite";
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final int MAX_SHOWN = 100;

    /** Takes what is wrong, at which setting and on which line, 0 if unknown. */
    @FunctionalInterface
    public interface Report {
        void wrong(List<String> path, int line, String message);
    }

    private final HoconText text;
    private final List<String> path;
    private final ConfigObject values;
    private final int line;
    private final Report report;
    private final Set<String> known = new LinkedHashSet<>();

    private Section(HoconText text, List<String> path, ConfigObject values, int line, Report report) {
        this.text = text;
        this.path = path;
        this.values = values;
        this.line = line;
        this.report = report;
    }

    /** Everything in the file. */
    public static Section root(HoconText text, Report report) {
        return new Section(text, List.of(), text.root(), 0, report);
    }

    /** The line that the section begins on, 0 if unknown. */
    public int line() {
        return line;
    }

    public ConfigObject values() {
        return values;
    }

    /** The keys that have a value, in the order of the file as far as it is known. */
    public List<String> keys() {
        return values.keySet().stream()
                .sorted(Comparator.<String>comparingInt(this::lineOf).thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private int lineOf(String key) {
        ConfigValue value = values.get(key);
        return value == null ? line : lineOf(List.of(key), value);
    }

    private int lineOf(List<String> below, ConfigValue value) {
        int at = text.line(join(below), value);
        return at == 0 ? line : at;
    }

    private List<String> join(List<String> below) {
        var joined = new ArrayList<>(path);
        joined.addAll(below);
        return List.copyOf(joined);
    }

    /** Reports that something is wrong with a key, whether it has a value or not. */
    public void wrong(String key, String message) {
        report.wrong(join(List.of(key)), lineOf(key), message);
    }

    void wrong(List<String> below, ConfigValue value, String message) {
        report.wrong(join(below), lineOf(below, value), message);
    }

    private void unexpected(String key, ConfigValue value, String expected) {
        wrong(key, show(value) + " (expected: " + expected + ")");
    }

    /** The value as HOCON has it; empty if there is none or it is {@code null}. */
    public Optional<ConfigValue> value(String key) {
        known.add(key);
        return Optional.ofNullable(values.get(key)).filter(v -> v.valueType() != ConfigValueType.NULL);
    }

    /** The section below a key, empty if there is none. */
    public Section section(String key) {
        Optional<ConfigValue> value = value(key);
        if (value.isPresent() && value.get() instanceof ConfigObject object) {
            return new Section(text, join(List.of(key)), object, lineOf(key), report);
        }
        value.ifPresent(v -> unexpected(key, v, "a section, " + key + " { … }"));
        return new Section(text, join(List.of(key)), ConfigFactory.empty().root(), lineOf(key), report);
    }

    public Optional<String> text(String key) {
        Optional<String> plain = scalar(key, "a text");
        if (plain.isPresent() && plain.get().isBlank()) {
            wrong(key, "empty (expected: a text; leave the setting out to have none)");
            return Optional.empty();
        }
        return plain;
    }

    /** A text that messages do not show. */
    public Optional<Secret> secret(String key) {
        Optional<ConfigValue> value = value(key);
        if (value.isPresent() && !isScalar(value.get())) {
            wrong(key, "a section or list (expected: a text)");
            return Optional.empty();
        }
        return value.map(v -> new Secret(plain(v)));
    }

    private Optional<String> scalar(String key, String expected) {
        Optional<ConfigValue> value = value(key);
        if (value.isPresent() && !isScalar(value.get())) {
            unexpected(key, value.get(), expected);
            return Optional.empty();
        }
        return value.map(Section::plain);
    }

    /** A file or directory; relative to the directory of the file of settings, or of the process on a command line. */
    Optional<Path> path(String key) {
        return text(key).flatMap(t -> {
            try {
                Path file = Path.of(t);
                return Optional.of(lineOf(key) == HoconText.COMMAND_LINE ? file : resolve(file));
            } catch (InvalidPathException e) {
                wrong(key, show(t) + " (expected: a path of the file system)");
                return Optional.empty();
            }
        });
    }

    /** As {@link #path}, but what has a scheme, such as {@code hdfs:}, or coordinates with colons, is left as it is. */
    public Optional<String> location(String key) {
        boolean isElsewhere = value(key)
                .filter(Section::isScalar)
                .filter(v -> SCHEME.matcher(plain(v)).matches())
                .isPresent();
        return isElsewhere ? text(key) : path(key).map(Path::toString);
    }

    private Path resolve(Path file) {
        return text.directory().map(d -> d.resolve(file).normalize()).orElse(file);
    }

    public int integer(String key, int otherwise, int least, int most) {
        String expected = "a whole number, " + least + ".." + most;
        return scalar(key, expected)
                .flatMap(t -> {
                    Optional<Integer> number = wholeNumber(t).filter(n -> n >= least && n <= most);
                    if (number.isEmpty()) {
                        value(key).ifPresent(v -> unexpected(key, v, expected));
                    }
                    return number;
                })
                .orElse(otherwise);
    }

    private static Optional<Integer> wholeNumber(String text) {
        try {
            return Optional.of(Integer.parseInt(text.strip()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    public boolean flag(String key, boolean otherwise) {
        return scalar(key, "true or false")
                .map(t -> switch (t.strip().toLowerCase(Locale.ROOT)) {
                    case "true", "yes", "on" -> true;
                    case "false", "no", "off" -> false;
                    default -> {
                        wrong(key, show(t) + " (expected: true or false)");
                        yield otherwise;
                    }
                })
                .orElse(otherwise);
    }

    public long bytes(String key, long otherwise, long least, long most) {
        String expected = "a size with its unit, such as " + Units.text(otherwise) + ", from " + Units.text(least)
                + " to " + Units.text(most);
        return quantity(key, expected, t -> Units.bytes(t).filter(b -> b >= least && b <= most))
                .orElse(otherwise);
    }

    public Duration duration(String key, Duration otherwise, Duration least, Duration most) {
        return quantity(
                        key,
                        aDuration(otherwise, least, most),
                        t -> Units.duration(t).filter(d -> isIn(d, least, most)))
                .orElse(otherwise);
    }

    /** As {@link #duration}, empty if there is no setting. */
    public Optional<Duration> duration(String key, Duration least, Duration most) {
        return quantity(
                key,
                aDuration(Duration.ofSeconds(5), least, most),
                t -> Units.duration(t).filter(d -> isIn(d, least, most)));
    }

    /** As {@link #duration}; empty for {@code infinite}. */
    Optional<Duration> durationOrInfinite(String key, Optional<Duration> otherwise, Duration least) {
        if (value(key).filter(v -> isScalar(v) && plain(v).equals(INFINITE)).isPresent()) {
            return Optional.empty();
        }
        String expected = aDuration(otherwise.orElse(Duration.ofMinutes(10)), least, LONGEST) + ", or " + INFINITE;
        return quantity(key, expected, t -> Units.duration(t).filter(d -> isIn(d, least, LONGEST)))
                .or(() -> otherwise);
    }

    private static String aDuration(Duration example, Duration least, Duration most) {
        return "a duration with its unit, such as " + Units.text(example) + ", from " + Units.text(least) + " to "
                + Units.text(most);
    }

    private static boolean isIn(Duration duration, Duration least, Duration most) {
        return duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0;
    }

    private <T> Optional<T> quantity(String key, String expected, Function<String, Optional<T>> reading) {
        return scalar(key, expected).flatMap(t -> {
            Optional<T> read = reading.apply(t);
            if (read.isEmpty()) {
                value(key).ifPresent(v -> unexpected(key, v, expected));
            }
            return read;
        });
    }

    /** A list of texts; one that is missing is {@code otherwise}, one that is there replaces it. */
    List<String> texts(String key, List<String> otherwise) {
        Optional<ConfigValue> value = value(key);
        if (value.isEmpty()) {
            return otherwise;
        }
        if (value.get() instanceof ConfigList list && list.stream().allMatch(Section::isScalar)) {
            return list.stream().map(Section::plain).toList();
        }
        unexpected(key, value.get(), "a list of texts, [\"…\", \"…\"]");
        return otherwise;
    }

    /** Marks a key as known without reading it. */
    public void know(String key) {
        known.add(key);
    }

    /** The keys that have been asked for. */
    Set<String> known() {
        return Set.copyOf(known);
    }

    /** Reports every unknown key. */
    public void rejectUnknown() {
        for (String key : keys()) {
            if (!known.contains(key)) {
                wrong(key, unknown(key));
            }
        }
    }

    private String unknown(String key) {
        return Spelling.nearest(key, known)
                .map(k -> "unknown key; did you mean '" + k + "'?")
                .orElseGet(() -> "unknown key (expected: one of "
                        + String.join(", ", known.stream().sorted().toList()) + ")");
    }

    private static boolean isScalar(ConfigValue value) {
        return switch (value.valueType()) {
            case STRING, NUMBER, BOOLEAN -> true;
            case OBJECT, LIST, NULL -> false;
        };
    }

    /** A scalar as it is written, without quotes. */
    static String plain(ConfigValue value) {
        return isScalar(value) ? value.atKey("v").getString("v") : show(value);
    }

    /** A number as it is written, with all its digits; empty if it is larger or finer than a number can be. */
    public static Optional<BigDecimal> number(ConfigValue value) {
        try {
            return Optional.of(new BigDecimal(plain(value))).filter(n -> Math.abs((long) n.scale()) <= 400);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static String show(ConfigValue value) {
        return switch (value.valueType()) {
            case STRING -> show(String.valueOf(value.unwrapped()));
            case NUMBER, BOOLEAN -> shorten(plain(value));
            case OBJECT -> "a section";
            case LIST -> "a list";
            case NULL -> "null";
        };
    }

    public static String show(String text) {
        return "\"" + shorten(text) + "\"";
    }

    static String shorten(String text) {
        return Lines.printable(text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text);
    }

    /** A name as it must be written: dotted, with quotes where needed. */
    public static String dotted(List<String> path) {
        return shorten(ConfigUtil.joinPath(path));
    }
}
