package io.mist.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF0;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import scala.Enumeration;
import scala.Product;

/**
 * The column of a {@link TestLive}: a function without arguments that reads its value. A run has a literal instead. Neither
 * changes within a micro-batch, so to Spark the function is deterministic.
 */
final class LiveColumn {

    private static final int WHOLE_DIGITS = 20;
    private static final int DECIMAL_PLACES = 18;

    private LiveColumn() {}

    static Column of(TestLive<?> live) {
        DataType type = type(carried(live.get()));
        UDF0<Object> value = () -> rowValue(carried(live.get()));
        return functions.udf(value, type).apply();
    }

    /** A record, or case class, with one component travels as its component. */
    private static Object carried(Object value) {
        Object inner = value;
        while (isWrapper(inner)) {
            inner = inner instanceof Product scala ? scala.productElement(0) : component((Record) inner);
        }
        return inner;
    }

    private static boolean isWrapper(Object value) {
        return value instanceof Product scala
                ? scala.productArity() == 1 && !value.getClass().getName().startsWith("scala.")
                : value instanceof Record && value.getClass().getRecordComponents().length == 1;
    }

    private static Object component(Record value) {
        RecordComponent only = value.getClass().getRecordComponents()[0];
        try {
            only.getAccessor().setAccessible(true);
            Object inner = only.getAccessor().invoke(value);
            if (inner == null) {
                throw new IllegalArgumentException(value + ": its " + only.getName() + " is null (expected: a value)");
            }
            return inner;
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalArgumentException(value + ": its " + only.getName() + " cannot be read", e);
        }
    }

    private static DataType type(Object value) {
        DataType type = knownType(value);
        if (type == null) {
            throw new IllegalArgumentException(value + " of " + value.getClass().getName()
                    + " has no column in the test kit (expected: a boolean, number, text, enum, Instant, LocalDate,"
                    + " Duration, or a record of one of these); use get() in a lambda, or test it in a run");
        }
        return type;
    }

    private static @Nullable DataType knownType(Object value) {
        if (value instanceof String || value instanceof Enum<?> || isConstantOfScala(value)) {
            return DataTypes.StringType;
        } else if (value instanceof Boolean) {
            return DataTypes.BooleanType;
        } else if (value instanceof Byte) {
            return DataTypes.ByteType;
        } else if (value instanceof Short) {
            return DataTypes.ShortType;
        } else if (value instanceof Integer) {
            return DataTypes.IntegerType;
        } else if (value instanceof Long) {
            return DataTypes.LongType;
        } else if (value instanceof Float) {
            return DataTypes.FloatType;
        } else if (value instanceof Double) {
            return DataTypes.DoubleType;
        } else if (value instanceof BigDecimal || value instanceof scala.math.BigDecimal) {
            return DataTypes.createDecimalType(WHOLE_DIGITS + DECIMAL_PLACES, DECIMAL_PLACES);
        } else if (value instanceof Instant) {
            return DataTypes.TimestampType;
        } else if (value instanceof LocalDate) {
            return DataTypes.DateType;
        } else if (value instanceof Duration) {
            return DataTypes.createDayTimeIntervalType();
        }
        return null;
    }

    /** A value of an Enumeration, or a case object. */
    private static boolean isConstantOfScala(Object value) {
        return value instanceof Enumeration.Value || (value instanceof Product scala && scala.productArity() == 0);
    }

    private static Object rowValue(Object value) {
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (isConstantOfScala(value)) {
            return value.toString();
        }
        if (value instanceof scala.math.BigDecimal decimal) {
            return rowValue(decimal.bigDecimal());
        }
        if (value instanceof BigDecimal decimal && !fits(decimal.stripTrailingZeros())) {
            throw new IllegalArgumentException(decimal + " (expected: at most " + WHOLE_DIGITS
                    + " digits before the point and " + DECIMAL_PLACES + " behind it)");
        }
        return value;
    }

    private static boolean fits(BigDecimal decimal) {
        return decimal.scale() <= DECIMAL_PLACES && decimal.precision() - decimal.scale() <= WHOLE_DIGITS;
    }
}
