package io.mist.testing;

import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * A single value: the columns that it is read from, and how.
 *
 * @param columns the names of the columns' types
 */
record Scalar(String columns, Predicate<DataType> fits, Function<Object, Object> read) {

    private static final Scalar BOOLEAN =
            new Scalar("BOOLEAN", org.apache.spark.sql.types.BooleanType.class::isInstance, value -> value);
    private static final Scalar BYTE =
            new Scalar("TINYINT", integerUpTo(1), value -> number(value).byteValue());
    private static final Scalar SHORT = new Scalar(
            "an integer up to SMALLINT", integerUpTo(2), value -> number(value).shortValue());
    private static final Scalar INT = new Scalar(
            "an integer up to INT", integerUpTo(4), value -> number(value).intValue());
    private static final Scalar LONG =
            new Scalar("an integer", integerUpTo(8), value -> number(value).longValue());
    private static final Scalar FLOAT = new Scalar(
            "FLOAT, or an integer up to SMALLINT",
            integerUpTo(2).or(FloatType.class::isInstance),
            value -> finite(number(value).floatValue()));
    private static final Scalar DOUBLE = new Scalar(
            "DOUBLE, FLOAT, or an integer up to INT",
            integerUpTo(4).or(FloatType.class::isInstance).or(DoubleType.class::isInstance),
            value -> finite(number(value).doubleValue()));

    private static final Map<Class<?>, Scalar> ALL = Map.ofEntries(
            Map.entry(boolean.class, BOOLEAN),
            Map.entry(Boolean.class, BOOLEAN),
            Map.entry(byte.class, BYTE),
            Map.entry(Byte.class, BYTE),
            Map.entry(short.class, SHORT),
            Map.entry(Short.class, SHORT),
            Map.entry(int.class, INT),
            Map.entry(Integer.class, INT),
            Map.entry(long.class, LONG),
            Map.entry(Long.class, LONG),
            Map.entry(float.class, FLOAT),
            Map.entry(Float.class, FLOAT),
            Map.entry(double.class, DOUBLE),
            Map.entry(Double.class, DOUBLE),
            Map.entry(
                    BigDecimal.class,
                    new Scalar(
                            "DECIMAL or an integer",
                            integerUpTo(8).or(DecimalType.class::isInstance),
                            value -> value instanceof BigDecimal
                                    ? value
                                    : BigDecimal.valueOf(number(value).longValue()))),
            Map.entry(String.class, new Scalar("STRING", StringType.class::isInstance, value -> value)),
            Map.entry(
                    Instant.class,
                    new Scalar(
                            "TIMESTAMP",
                            TimestampType.class::isInstance,
                            value -> value instanceof Timestamp old ? old.toInstant() : value)),
            Map.entry(
                    LocalDate.class,
                    new Scalar(
                            "DATE",
                            DateType.class::isInstance,
                            value -> value instanceof Date old ? old.toLocalDate() : value)),
            Map.entry(
                    Duration.class,
                    new Scalar("INTERVAL DAY TO SECOND", DayTimeIntervalType.class::isInstance, value -> value)));

    static @Nullable ValueReader reader(Class<?> type, DataType column, String path, List<String> problems) {
        Scalar scalar = ALL.get(type);
        if (scalar == null) {
            problems.add(path + ": " + type.getName() + " is no type of a contract; see its table of types");
            return null;
        }
        if (!scalar.fits.test(column)) {
            return ValueReader.unfit(column, path, scalar.columns, problems);
        }
        return (value, at) -> {
            try {
                return scalar.read.apply(value);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(at + ": " + e.getMessage(), e);
            }
        };
    }

    private static Predicate<DataType> integerUpTo(int bytes) {
        return column -> (column instanceof ByteType
                        || column instanceof ShortType
                        || column instanceof IntegerType
                        || column instanceof LongType)
                && column.defaultSize() <= bytes;
    }

    private static Number number(Object value) {
        return (Number) value;
    }

    private static Object finite(Number value) {
        if (!Double.isFinite(value.doubleValue())) {
            throw new IllegalArgumentException(value + " (expected: a finite number)");
        }
        return value;
    }
}
