package io.mist.worker.contract.type;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.worker.contract.problem.UnfitValueException;
import io.mist.worker.contract.row.Cell;
import io.mist.worker.contract.row.ScalarCell;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.LongFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** byte, short, int and long. JSON's 3.0 is an integer, as JSON Schema says. */
public final class IntegerType extends ScalarType {

    public static final IntegerType BYTE = new IntegerType(
            Byte.class, DataTypes.ByteType, null, Byte.MIN_VALUE, Byte.MAX_VALUE, value -> (byte) value);
    public static final IntegerType SHORT = new IntegerType(
            Short.class, DataTypes.ShortType, null, Short.MIN_VALUE, Short.MAX_VALUE, value -> (short) value);
    public static final IntegerType INT = new IntegerType(
            Integer.class, DataTypes.IntegerType, "int32", Integer.MIN_VALUE, Integer.MAX_VALUE, value -> (int) value);
    public static final IntegerType LONG =
            new IntegerType(Long.class, DataTypes.LongType, "int64", Long.MIN_VALUE, Long.MAX_VALUE, value -> value);

    /** From narrow to wide. */
    private static final List<DataType> WIDTHS =
            List.of(DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType);

    private final long least;
    private final long greatest;
    private final LongFunction<Object> box;

    private IntegerType(
            Class<?> javaType,
            DataType dataType,
            @Nullable String format,
            long least,
            long greatest,
            LongFunction<Object> box) {
        super(javaType, dataType, "integer", format);
        this.least = least;
        this.greatest = greatest;
        this.box = box;
    }

    /** Whether all integers of the column fit the widest type. */
    static boolean fits(DataType column, DataType widest) {
        int width = WIDTHS.indexOf(column);
        return width >= 0 && width <= WIDTHS.indexOf(widest);
    }

    @Override
    public ObjectNode schema() {
        return super.schema().put("minimum", least).put("maximum", greatest);
    }

    @Override
    public String expected() {
        return "an integer from " + least + " to " + greatest;
    }

    @Override
    @Nullable
    Object parse(JsonNode node) {
        BigDecimal number = DecimalType.number(node);
        if (number == null) {
            return null;
        }
        try {
            return boxed(number.longValueExact());
        } catch (ArithmeticException e) {
            return null; // The caller reports the value with what was expected.
        }
    }

    @Override
    void writeValue(JsonGenerator out, Object value) throws IOException {
        out.writeNumber(((Number) checked(value)).longValue());
    }

    @Override
    Object fromRow(Object value) {
        boolean whole =
                value instanceof Byte || value instanceof Short || value instanceof Integer || value instanceof Long;
        Object result = whole ? boxed(((Number) value).longValue()) : null;
        if (result == null) {
            throw UnfitValueException.of(value, expected());
        }
        return result;
    }

    private @Nullable Object boxed(long value) {
        return value < least || value > greatest ? null : box.apply(value);
    }

    @Override
    String columns() {
        return dataType().equals(DataTypes.ByteType) ? super.columns() : super.columns() + " or a narrower integer";
    }

    @Override
    @Nullable
    Cell cellFor(DataType column) {
        return fits(column, dataType()) ? ScalarCell.INTEGER : null;
    }
}
