package io.mist.testing;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Reads rows, or structs in a row, as records: each field from the column of its name. */
final class RecordReader implements ValueReader {

    private final Constructor<?> constructor;
    private final List<Field> fields;

    /** @param reader null if the column is always null, as only the column of an optional field may be */
    private record Field(
            String name,
            int column,
            boolean optional,
            @Nullable ValueReader reader) {

        Object read(Row row, String record) {
            String path = under(record, name);
            Object value = row.get(column);
            if (!optional) {
                return ValueReader.required(Objects.requireNonNull(reader), value, path);
            }
            return value == null || reader == null ? Optional.empty() : Optional.of(reader.read(value, path));
        }
    }

    private RecordReader(Class<?> type, List<Field> fields) {
        this.constructor = canonical(type);
        this.fields = List.copyOf(fields);
    }

    /** Whether the record travels as its component; a message itself does not. */
    static boolean isWrapper(Class<?> type) {
        return type.getRecordComponents().length == 1;
    }

    static @Nullable ValueReader of(Class<?> type, StructType columns, String path, List<String> problems) {
        int before = problems.size();
        List<Field> fields = new ArrayList<>();
        boolean[] used = new boolean[columns.length()];
        for (RecordComponent component : type.getRecordComponents()) {
            List<Integer> found = indexes(columns, component.getName());
            found.forEach(index -> used[index] = true);
            Field field = field(type, component, found, columns, path, problems);
            if (field != null) {
                fields.add(field);
            }
        }
        for (int i = 0; i < used.length; i++) {
            if (!used[i]) {
                problems.add("column '" + under(path, columns.fieldNames()[i]) + "' is not a field of "
                        + type.getSimpleName() + "; drop it");
            }
        }
        return problems.size() > before ? null : new RecordReader(type, fields);
    }

    private static @Nullable Field field(
            Class<?> type,
            RecordComponent component,
            List<Integer> found,
            StructType columns,
            String path,
            List<String> problems) {
        String at = under(path, component.getName());
        if (found.size() != 1) {
            problems.add("column '" + at + "' is " + (found.isEmpty() ? "missing" : "ambiguous") + " for "
                    + type.getSimpleName() + " (columns: " + String.join(", ", columns.fieldNames()) + ")");
            return null;
        }
        int index = found.get(0);
        DataType column = columns.fields()[index].dataType();
        Type declared = component.getGenericType();
        boolean optional = isOptional(declared);
        if (optional && column instanceof NullType) {
            return new Field(component.getName(), index, true, null);
        }
        Type carried = optional ? ((ParameterizedType) declared).getActualTypeArguments()[0] : declared;
        ValueReader reader = ValueReader.of(carried, column, at, problems);
        return reader == null ? null : new Field(component.getName(), index, optional, reader);
    }

    private static boolean isOptional(Type type) {
        return type instanceof ParameterizedType generic && generic.getRawType() == Optional.class;
    }

    /** All columns of that exact name; otherwise all whose names differ only by case. */
    private static List<Integer> indexes(StructType columns, String name) {
        String[] names = columns.fieldNames();
        boolean exact = Arrays.asList(names).contains(name);
        return IntStream.range(0, names.length)
                .filter(i -> exact ? names[i].equals(name) : names[i].equalsIgnoreCase(name))
                .boxed()
                .toList();
    }

    static @Nullable ValueReader wrapping(Class<?> type, DataType column, String path, List<String> problems) {
        ValueReader inner = ValueReader.of(type.getRecordComponents()[0].getGenericType(), column, path, problems);
        if (inner == null) {
            return null;
        }
        Constructor<?> constructor = canonical(type);
        return (value, at) -> construct(constructor, at, inner.read(value, at));
    }

    @Override
    public Object read(Object value, String path) {
        Row row = (Row) value;
        return construct(
                constructor,
                path,
                fields.stream().map(field -> field.read(row, path)).toArray());
    }

    private static Constructor<?> canonical(Class<?> type) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(type.getName() + " has no canonical constructor", e);
        }
    }

    private static Object construct(Constructor<?> constructor, String path, Object... values) {
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            Throwable cause = Objects.requireNonNull(e.getCause());
            throw new IllegalArgumentException((path.isEmpty() ? "" : path + ": ") + cause.getMessage(), cause);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(constructor + " cannot be called", e);
        }
    }

    private static String under(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
