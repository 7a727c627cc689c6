package io.mist.server.route;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.protocol.Problem;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the values of a message that are valid by its schema and that no column of Spark holds: nobody but the caller can
 * mend them, and a run that read them would fail.
 */
public final class ColumnCheck {

    private static final int DIGITS_BEFORE = 20;
    private static final int DIGITS_BEHIND = 18;
    private static final long MICROS = 1_000_000;
    private static final int MAX_SHOWN = 80;

    private ColumnCheck() {}

    /** @param value which is valid by the schema */
    public static List<Problem> problems(JsonNode schema, JsonNode value) {
        List<Problem> problems = new ArrayList<>();
        check(schema, value, "", problems);
        return problems;
    }

    private static void check(JsonNode schema, JsonNode value, String path, List<Problem> problems) {
        if (value.isObject()) {
            value.fields().forEachRemaining(field -> {
                String at = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
                checkText(field.getKey(), at, problems);
                JsonNode property = schema.path("properties").path(field.getKey());
                check(
                        property.isMissingNode() ? schema.path("additionalProperties") : property,
                        field.getValue(),
                        at,
                        problems);
            });
        } else if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                check(schema.path("items"), value.get(i), path + "[" + i + "]", problems);
            }
        } else if (value.isTextual()) {
            checkText(value.textValue(), path, problems);
            checkFormat(schema.path("format").asText(), value.textValue(), path, problems);
        } else if (value.isNumber() && !isInteger(schema)) {
            checkNumber(schema.path("format").asText(), value.decimalValue(), path, problems);
        }
    }

    private static boolean isInteger(JsonNode schema) {
        JsonNode type = schema.path("type");
        return type.asText(type.path(0).asText()).equals("integer");
    }

    /** Half a character would be lost on its way into UTF-8. */
    private static void checkText(String text, String path, List<Problem> problems) {
        for (int i = 0; i < text.length(); i++) {
            char at = text.charAt(i);
            boolean isPair = Character.isHighSurrogate(at)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (isPair) {
                i++;
            } else if (Character.isSurrogate(at)) {
                String code = String.format("\\u%04x", (int) at);
                problems.add(new Problem(path, "half a character, " + code + " (expected: both halves of a pair)"));
                return;
            }
        }
    }

    private static void checkFormat(String format, String text, String path, List<Problem> problems) {
        String expected = switch (format) {
            case "date-time" -> "a date-time such as 2026-01-31T12:00:00Z, within 290,000 years of 1970";
            case "date" -> "a date such as 2026-01-31, within 5,800,000 years of 1970";
            case "duration" -> "a duration such as PT30S, of at most 106,751,991 days";
            default -> "";
        };
        if (!expected.isEmpty() && !isOf(format, text)) {
            problems.add(new Problem(path, "\"" + shown(text) + "\" (expected: " + expected + ")"));
        }
    }

    private static boolean isOf(String format, String text) {
        try {
            switch (format) {
                case "date-time" -> micros(Instant.parse(text).getEpochSecond());
                case "date" -> Math.toIntExact(LocalDate.parse(text).toEpochDay());
                default -> micros(Duration.parse(text).getSeconds());
            }
            return true;
        } catch (DateTimeException | ArithmeticException e) {
            return false;
        }
    }

    /** Leaves room for the part of a second. */
    private static long micros(long seconds) {
        return Math.multiplyExact(seconds >= 0 ? Math.addExact(seconds, 1) : Math.subtractExact(seconds, 1), MICROS);
    }

    /** Digits are counted before anything is scaled: scaling 1E1000000000 would fill the memory. */
    private static void checkNumber(String format, BigDecimal number, String path, List<Problem> problems) {
        boolean fits = switch (format) {
            case "float" -> Float.isFinite(number.floatValue());
            case "double" -> Double.isFinite(number.doubleValue());
            default -> isDecimal(number);
        };
        if (!fits) {
            String expected = format.isEmpty()
                    ? "at most " + DIGITS_BEFORE + " digits before the point and " + DIGITS_BEHIND + " behind it"
                    : "a finite number in the range of a " + format;
            problems.add(new Problem(path, shown(number.toString()) + " (expected: " + expected + ")"));
        }
    }

    private static boolean isDecimal(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return (long) stripped.precision() - stripped.scale() <= DIGITS_BEFORE && stripped.scale() <= DIGITS_BEHIND;
    }

    private static String shown(String text) {
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    }
}
