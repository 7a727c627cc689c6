package io.mist.testing;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/** Reads the values of one column as one Java type. */
@FunctionalInterface
interface ValueReader {

    /**
     * @param value as a {@code Row} holds it
     * @param path of the value, for messages
     * @throws IllegalArgumentException if it does not fit
     */
    Object read(Object value, String path);

    /** The reader; null, with a problem, if the column cannot be read as the type. */
    static @Nullable ValueReader of(Type type, DataType column, String path, List<String> problems) {
        if (type instanceof Class<?> plain) {
            if (plain.isRecord()) {
                return RecordReader.isWrapper(plain)
                        ? RecordReader.wrapping(plain, column, path, problems)
                        : struct(plain, column, path, problems);
            }
            return plain.isEnum()
                    ? enumOf(plain, column, path, problems)
                    : Scalar.reader(plain, column, path, problems);
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            return listOf(generic.getActualTypeArguments()[0], column, path, problems);
        }
        if (type instanceof ParameterizedType generic
                && generic.getRawType() == Map.class
                && generic.getActualTypeArguments()[0] == String.class) {
            return mapOf(generic.getActualTypeArguments()[1], column, path, problems);
        }
        problems.add(path + ": the test kit cannot read " + type.getTypeName()
                + " (expected: a type of a contract; generic records are read in a run only)");
        return null;
    }

    static Object required(ValueReader reader, @Nullable Object value, String path) {
        if (value == null) {
            throw new IllegalArgumentException(path + ": null (expected: a value, or an Optional field)");
        }
        return reader.read(value, path);
    }

    private static @Nullable ValueReader struct(Class<?> type, DataType column, String path, List<String> problems) {
        if (column instanceof StructType columns) {
            return RecordReader.of(type, columns, path, problems);
        }
        return unfit(column, path, "STRUCT", problems);
    }

    private static @Nullable ValueReader enumOf(Class<?> type, DataType column, String path, List<String> problems) {
        if (!(column instanceof StringType)) {
            return unfit(column, path, "STRING", problems);
        }
        return (value, at) -> {
            for (Object constant : type.getEnumConstants()) {
                if (((Enum<?>) constant).name().equals(value)) {
                    return constant;
                }
            }
            throw new IllegalArgumentException(
                    at + ": \"" + value + "\" (expected: one of " + List.of(type.getEnumConstants()) + ")");
        };
    }

    private static @Nullable ValueReader listOf(Type element, DataType column, String path, List<String> problems) {
        if (!(column instanceof ArrayType array)) {
            return unfit(column, path, "ARRAY", problems);
        }
        ValueReader elements = of(element, array.elementType(), path, problems);
        return elements == null
                ? null
                : (value, at) -> {
                    List<Object> list = new ArrayList<>();
                    for (Object each : CollectionConverters.asJava((scala.collection.Seq<?>) value)) {
                        list.add(required(elements, each, at + "[" + list.size() + "]"));
                    }
                    return List.copyOf(list);
                };
    }

    private static @Nullable ValueReader mapOf(Type element, DataType column, String path, List<String> problems) {
        if (!(column instanceof MapType map) || !map.keyType().equals(DataTypes.StringType)) {
            return unfit(column, path, "MAP with STRING keys", problems);
        }
        ValueReader values = of(element, map.valueType(), path, problems);
        return values == null
                ? null
                : (value, at) -> {
                    Map<String, Object> read = new LinkedHashMap<>();
                    CollectionConverters.asJava((scala.collection.Map<?, ?>) value)
                            .forEach((key, each) ->
                                    read.put((String) key, required(values, each, at + "[\"" + key + "\"]")));
                    return Collections.unmodifiableMap(read);
                };
    }

    static @Nullable ValueReader unfit(DataType column, String path, String expected, List<String> problems) {
        problems.add("column '" + path + "' is " + column.sql() + " (expected: " + expected + ")");
        return null;
    }
}
