package io.mist.worker.input;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Reads the JSON value that a parser stands at as Spark's engine holds it. What does not fit is an exception. */
interface CellReader {

    long MICROS = 1_000_000;
    int MAX_SHOWN = 80;

    /** The parser stands at the value's first token, and afterwards at its last. */
    Object read(JsonParser parser) throws IOException;

    static CellReader of(DataType type) {
        if (type instanceof StructType fields) {
            return new Record(fields);
        }
        if (type instanceof ArrayType array) {
            CellReader element = of(array.elementType());
            return parser -> list(parser, element);
        }
        if (type instanceof MapType map) {
            CellReader value = of(map.valueType());
            return parser -> map(parser, value);
        }
        return scalar(type);
    }

    private static CellReader scalar(DataType type) {
        if (type.equals(DataTypes.StringType)) {
            return parser -> UTF8String.fromString(text(parser, "a string"));
        }
        if (type.equals(DataTypes.BooleanType)) {
            return CellReader::bool;
        }
        if (type.equals(DataTypes.LongType)) {
            return parser -> whole(parser, Long.MIN_VALUE, Long.MAX_VALUE);
        }
        if (type.equals(DataTypes.IntegerType)) {
            return parser -> (int) whole(parser, Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        if (type.equals(DataTypes.ShortType)) {
            return parser -> (short) whole(parser, Short.MIN_VALUE, Short.MAX_VALUE);
        }
        if (type.equals(DataTypes.ByteType)) {
            return parser -> (byte) whole(parser, Byte.MIN_VALUE, Byte.MAX_VALUE);
        }
        if (type.equals(DataTypes.DoubleType)) {
            return parser -> finite(parser, number(parser).doubleValue());
        }
        if (type.equals(DataTypes.FloatType)) {
            return parser -> (float) finite(parser, number(parser).floatValue());
        }
        if (type instanceof DecimalType decimal) {
            return parser -> decimal(parser, decimal);
        }
        return time(type);
    }

    private static CellReader time(DataType type) {
        if (type.equals(DataTypes.TimestampType)) {
            return parser -> instant(text(parser, "a date-time such as 2026-01-31T12:00:00Z"));
        }
        if (type.equals(DataTypes.DateType)) {
            return parser -> date(text(parser, "a date such as 2026-01-31"));
        }
        if (type instanceof DayTimeIntervalType) {
            return parser -> duration(text(parser, "a duration such as PT30S"));
        }
        throw new IllegalArgumentException("no message holds a " + type.sql());
    }

    private static String text(JsonParser parser, String expected) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw misfit(shown(parser), expected);
        }
        return parser.getText();
    }

    private static boolean bool(JsonParser parser) throws IOException {
        if (!parser.currentToken().isBoolean()) {
            throw misfit(shown(parser), "true or false");
        }
        return parser.getBooleanValue();
    }

    private static BigDecimal number(JsonParser parser) throws IOException {
        if (!parser.currentToken().isNumeric()) {
            throw misfit(shown(parser), "a number");
        }
        return parser.getDecimalValue();
    }

    /** JSON's 3.0 is an integer, as JSON Schema says. */
    private static long whole(JsonParser parser, long least, long greatest) throws IOException {
        try {
            long value = number(parser).longValueExact();
            if (value >= least && value <= greatest) {
                return value;
            }
        } catch (ArithmeticException e) {
            throw misfit(shown(parser), "an integer from " + least + " to " + greatest);
        }
        throw misfit(shown(parser), "an integer from " + least + " to " + greatest);
    }

    private static double finite(JsonParser parser, double value) throws IOException {
        if (!Double.isFinite(value)) {
            throw misfit(shown(parser), "a finite number");
        }
        return value;
    }

    /** Digits are counted before anything is scaled: scaling 1E1000000000 would fill the memory. */
    private static Decimal decimal(JsonParser parser, DecimalType type) throws IOException {
        BigDecimal value = number(parser).stripTrailingZeros();
        int before = type.precision() - type.scale();
        if ((long) value.precision() - value.scale() > before || value.scale() > type.scale()) {
            throw misfit(
                    shown(parser), "at most " + before + " digits before the point and " + type.scale() + " behind it");
        }
        return Decimal.apply(new scala.math.BigDecimal(value.setScale(type.scale())), type.precision(), type.scale());
    }

    private static long instant(String text) {
        try {
            Instant instant = Instant.parse(text);
            return micros(instant.getEpochSecond(), instant.getNano());
        } catch (DateTimeException | ArithmeticException e) {
            throw misfit(quoted(text), "a date-time such as 2026-01-31T12:00:00Z, within 290,000 years of 1970");
        }
    }

    private static long duration(String text) {
        try {
            Duration duration = Duration.parse(text);
            return micros(duration.getSeconds(), duration.getNano());
        } catch (DateTimeException | ArithmeticException e) {
            throw misfit(quoted(text), "a duration such as PT30S, of at most 106,751,991 days");
        }
    }

    private static long micros(long seconds, int nanos) {
        return Math.addExact(Math.multiplyExact(seconds, MICROS), nanos / 1_000);
    }

    private static int date(String text) {
        try {
            return Math.toIntExact(LocalDate.parse(text).toEpochDay());
        } catch (DateTimeException | ArithmeticException e) {
            throw misfit(quoted(text), "a date such as 2026-01-31, within 5,800,000 years of 1970");
        }
    }

    private static Object list(JsonParser parser, CellReader element) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw misfit(shown(parser), "a list");
        }
        List<Object> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(under("[" + values.size() + "]", parser, element));
        }
        return new GenericArrayData(values.toArray());
    }

    private static Object map(JsonParser parser, CellReader value) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw misfit(shown(parser), "an object");
        }
        Map<Object, Object> values = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            values.put(UTF8String.fromString(key), under("[" + key + "]", parser, value));
        }
        return new ArrayBasedMapData(
                new GenericArrayData(values.keySet().toArray()),
                new GenericArrayData(values.values().toArray()));
    }

    private static Object under(String segment, JsonParser parser, CellReader value) throws IOException {
        try {
            return value.read(parser);
        } catch (Misfit e) {
            throw e.under(segment);
        }
    }

    static Misfit misfit(String value, String expected) {
        return new Misfit(value + " (expected: " + expected + ")");
    }

    private static String shown(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> quoted(parser.getText());
            default -> shortened(parser.getText());
        };
    }

    private static String quoted(String text) {
        return "\"" + shortened(text) + "\"";
    }

    private static String shortened(String text) {
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    }

    /** A value that does not fit; the path grows while the exception passes outwards. */
    final class Misfit extends IllegalArgumentException {

        private static final long serialVersionUID = 1L;

        private final String problem;
        private String path = "";

        Misfit(String problem) {
            super(problem);
            this.problem = problem;
        }

        Misfit under(String segment) {
            path = path.isEmpty() || path.startsWith("[") ? segment + path : segment + "." + path;
            return this;
        }

        @Override
        public String getMessage() {
            return path.isEmpty() ? problem : path + ": " + problem;
        }
    }

    /** An object with exactly its fields. */
    final class Record implements CellReader {

        private final StructField[] fields;
        private final CellReader[] readers;
        private final Map<String, Integer> places = new HashMap<>();

        Record(StructType type) {
            fields = type.fields();
            readers = new CellReader[fields.length];
            for (int i = 0; i < fields.length; i++) {
                readers[i] = of(fields[i].dataType());
                places.put(fields[i].name(), i);
            }
        }

        @Override
        public Object read(JsonParser parser) throws IOException {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw misfit(shown(parser), "an object");
            }
            @Nullable Object[] values = new Object[fields.length];
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                Integer place = places.get(name);
                if (place == null) {
                    // A field of an earlier version of the contract.
                    parser.skipChildren();
                } else if (parser.currentToken() != JsonToken.VALUE_NULL) {
                    values[place] = under(name, parser, readers[place]);
                }
            }
            for (int i = 0; i < fields.length; i++) {
                if (values[i] == null && !fields[i].nullable()) {
                    throw misfit("missing", fields[i].dataType().sql()).under(fields[i].name());
                }
            }
            return new GenericInternalRow(values);
        }
    }
}
