package io.mist.worker.contract.type;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.mist.worker.contract.problem.Excerpt;
import io.mist.worker.contract.problem.UnfitValueException;
import io.mist.worker.contract.row.Cell;
import io.mist.worker.contract.row.JsonNumber;
import io.mist.worker.contract.row.ScalarCell;
import java.io.IOException;
import java.math.BigDecimal;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** BigDecimal: exact as JSON; a column has 20 digits before the point and 18 behind it. */
public final class DecimalType extends ScalarType {

    static final int PRECISION = 38;
    static final int SCALE = 18;
    public static final DecimalType INSTANCE = new DecimalType();

    private DecimalType() {
        super(BigDecimal.class, DataTypes.createDecimalType(PRECISION, SCALE), "number", null);
    }

    /** The number of a JSON node; null if it is no number, or not finite. */
    static @Nullable BigDecimal number(JsonNode node) {
        boolean finite = node.isNumber() && !((node.isDouble() || node.isFloat()) && !finite(node));
        return finite ? node.decimalValue() : null;
    }

    private static boolean finite(JsonNode node) {
        return Double.isFinite(node.doubleValue());
    }

    @Override
    public String expected() {
        return "a number";
    }

    @Override
    @Nullable
    Object parse(JsonNode node) {
        return number(node);
    }

    @Override
    void writeValue(JsonGenerator out, Object value) throws IOException {
        out.writeNumber((BigDecimal) checked(value));
    }

    /** Counts the digits before scaling, since 1E1000000000 would fill the memory. */
    @Override
    Object toRow(Object value) {
        BigDecimal stripped = ((BigDecimal) checked(value)).stripTrailingZeros();
        boolean wide = (long) stripped.precision() - stripped.scale() > PRECISION - SCALE;
        if (wide || stripped.scale() > SCALE) {
            throw new UnfitValueException(Excerpt.text(stripped.toString()) + " (expected: at most "
                    + (PRECISION - SCALE) + " digits before the point and " + SCALE + " behind it)");
        }
        return stripped.setScale(SCALE);
    }

    @Override
    Object fromRow(Object value) {
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return BigDecimal.valueOf(((Number) value).longValue());
        }
        return JsonNumber.plain((BigDecimal) checked(value));
    }

    @Override
    String columns() {
        return "DECIMAL or an integer";
    }

    @Override
    @Nullable
    Cell cellFor(DataType column) {
        if (IntegerType.fits(column, DataTypes.LongType)) {
            return ScalarCell.INTEGER;
        }
        return column instanceof org.apache.spark.sql.types.DecimalType ? ScalarCell.DECIMAL : null;
    }
}
