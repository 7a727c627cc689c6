package io.mist.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/** Makes rows from an input's messages, with the columns of a run. */
final class RowMaker {

    private static final Map<Class<?>, DataType> SCALARS = Map.ofEntries(
            Map.entry(boolean.class, DataTypes.BooleanType),
            Map.entry(Boolean.class, DataTypes.BooleanType),
            Map.entry(byte.class, DataTypes.ByteType),
            Map.entry(Byte.class, DataTypes.ByteType),
            Map.entry(short.class, DataTypes.ShortType),
            Map.entry(Short.class, DataTypes.ShortType),
            Map.entry(int.class, DataTypes.IntegerType),
            Map.entry(Integer.class, DataTypes.IntegerType),
            Map.entry(long.class, DataTypes.LongType),
            Map.entry(Long.class, DataTypes.LongType),
            Map.entry(float.class, DataTypes.FloatType),
            Map.entry(Float.class, DataTypes.FloatType),
            Map.entry(double.class, DataTypes.DoubleType),
            Map.entry(Double.class, DataTypes.DoubleType),
            Map.entry(BigDecimal.class, DataTypes.createDecimalType(38, 18)),
            Map.entry(String.class, DataTypes.StringType),
            Map.entry(Instant.class, DataTypes.TimestampType),
            Map.entry(LocalDate.class, DataTypes.DateType),
            Map.entry(Duration.class, DayTimeIntervalType.apply()));

    private final StructType columns;
    private final Function<Object, Object> value;
    private final boolean single;

    /** A column, and its value for a value of Java. */
    private record Column(DataType type, Function<Object, Object> value) {}

    private RowMaker(StructType columns, Function<Object, Object> value, boolean single) {
        this.columns = columns;
        this.value = value;
        this.single = single;
    }

    static RowMaker of(Class<?> message) {
        if (message.isRecord()) {
            Column record = record(message);
            return new RowMaker((StructType) record.type(), record.value(), false);
        }
        Column column = column(message);
        StructField field = DataTypes.createStructField("value", column.type(), false);
        return new RowMaker(DataTypes.createStructType(List.of(field)), column.value(), true);
    }

    StructType columns() {
        return columns;
    }

    Row row(@Nullable Object message) {
        if (message == null) {
            throw new IllegalArgumentException("null (expected: a message)");
        }
        Object made = value.apply(message);
        return single ? RowFactory.create(made) : (Row) made;
    }

    private static Column column(Type type) {
        if (type instanceof ParameterizedType generic) {
            return generic(generic);
        }
        if (type instanceof Class<?> plain) {
            DataType scalar = SCALARS.get(plain);
            if (scalar != null) {
                return new Column(scalar, value -> value);
            }
            if (plain.isEnum()) {
                return new Column(DataTypes.StringType, value -> ((Enum<?>) value).name());
            }
            if (plain.isRecord()) {
                return RecordReader.isWrapper(plain) ? wrapped(plain) : record(plain);
            }
        }
        throw new IllegalArgumentException(
                type.getTypeName() + " is no type of a contract that the test kit can make rows of");
    }

    private static Column generic(ParameterizedType type) {
        if (type.getRawType() == List.class) {
            Column element = column(type.getActualTypeArguments()[0]);
            return new Column(DataTypes.createArrayType(element.type(), false), value -> {
                List<Object> made = new ArrayList<>();
                ((List<?>) value).forEach(each -> made.add(element.value().apply(each)));
                return CollectionConverters.asScala(made).toSeq();
            });
        }
        if (type.getRawType() == Map.class && type.getActualTypeArguments()[0] == String.class) {
            Column each = column(type.getActualTypeArguments()[1]);
            return new Column(DataTypes.createMapType(DataTypes.StringType, each.type(), false), value -> {
                Map<Object, Object> made = new LinkedHashMap<>();
                ((Map<?, ?>) value)
                        .forEach((key, held) -> made.put(key, each.value().apply(held)));
                return scala.collection.immutable.Map.from(CollectionConverters.asScala(made));
            });
        }
        throw new IllegalArgumentException(
                type.getTypeName() + " is no type of a contract that the test kit can make rows of");
    }

    /** Within a message a record with one component travels as that component. */
    private static Column wrapped(Class<?> type) {
        RecordComponent component = type.getRecordComponents()[0];
        Column inner = column(component.getGenericType());
        Method accessor = accessor(component);
        return new Column(inner.type(), value -> inner.value().apply(call(accessor, value)));
    }

    private static Column record(Class<?> type) {
        List<StructField> fields = new ArrayList<>();
        List<Function<Object, @Nullable Object>> values = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Type declared = component.getGenericType();
            boolean optional = declared instanceof ParameterizedType generic && generic.getRawType() == Optional.class;
            Column column = column(optional ? ((ParameterizedType) declared).getActualTypeArguments()[0] : declared);
            Method accessor = accessor(component);
            fields.add(DataTypes.createStructField(component.getName(), column.type(), optional));
            values.add(record -> {
                Object held = call(accessor, record);
                Object present = held instanceof Optional<?> some ? some.orElse(null) : held;
                if (present == null && !optional) {
                    throw new IllegalArgumentException(
                            component.getName() + ": null (expected: a value, or an Optional field)");
                }
                return present == null ? null : column.value().apply(present);
            });
        }
        return new Column(
                DataTypes.createStructType(fields),
                record -> RowFactory.create(
                        values.stream().map(value -> value.apply(record)).toArray()));
    }

    private static Method accessor(RecordComponent component) {
        Method accessor = component.getAccessor();
        accessor.setAccessible(true);
        return accessor;
    }

    private static Object call(Method accessor, Object record) {
        try {
            return accessor.invoke(record);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(accessor + " threw " + e.getCause(), e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(accessor + " cannot be called", e);
        }
    }
}
