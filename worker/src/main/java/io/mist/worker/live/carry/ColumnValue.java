package io.mist.worker.live.carry;

import java.util.HashSet;
import java.util.Set;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** A value in this JVM, with the set of a list's elements, which is made when it is first needed. Safe for any thread. */
public final class ColumnValue {

    private static final Set<DataType> WITH_PLAIN_EQUALITY = Set.of(
            DataTypes.StringType,
            DataTypes.ByteType,
            DataTypes.ShortType,
            DataTypes.IntegerType,
            DataTypes.LongType,
            DataTypes.DateType,
            DataTypes.TimestampType);

    private final DataType type;
    private final Object value;
    private volatile @Nullable Set<Object> elements;

    ColumnValue(DataType type, Object value) {
        this.type = type;
        this.value = value;
    }

    /** Whether a set of its elements finds what comparing them one by one would find. */
    public static boolean isSet(DataType type) {
        return type instanceof ArrayType array && WITH_PLAIN_EQUALITY.contains(array.elementType());
    }

    public Object value() {
        return value;
    }

    /** The elements of a list, with null if it has one. */
    public Set<Object> elements() {
        Set<Object> known = elements;
        return known == null ? readOnce() : known;
    }

    private synchronized Set<Object> readOnce() {
        Set<Object> known = elements;
        if (known == null) {
            known = read((ArrayData) value, ((ArrayType) type).elementType());
            elements = known;
        }
        return known;
    }

    private static Set<Object> read(ArrayData list, DataType element) {
        Set<Object> found = new HashSet<>(list.numElements() * 2);
        for (int i = 0; i < list.numElements(); i++) {
            found.add(list.isNullAt(i) ? null : list.get(i, element));
        }
        return found;
    }
}
