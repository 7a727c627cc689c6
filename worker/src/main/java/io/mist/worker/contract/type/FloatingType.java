package io.mist.worker.contract.type;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.mist.worker.contract.row.Cell;
import io.mist.worker.contract.row.JsonNumber;
import io.mist.worker.contract.row.ScalarCell;
import java.io.IOException;
import java.math.BigDecimal;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** float and double: finite numbers only, because JSON has no others. */
public final class FloatingType extends ScalarType {

    public static final FloatingType FLOAT = new FloatingType(Float.class, DataTypes.FloatType, "float");
    public static final FloatingType DOUBLE = new FloatingType(Double.class, DataTypes.DoubleType, "double");

    private FloatingType(Class<?> javaType, DataType dataType, String format) {
        super(javaType, dataType, "number", format);
    }

    private boolean isFloat() {
        return this == FLOAT;
    }

    @Override
    public String expected() {
        return JsonNumber.finite(isFloat() ? "float" : "double");
    }

    @Override
    @Nullable
    Object parse(JsonNode node) {
        BigDecimal number = DecimalType.number(node);
        if (number == null) {
            return null;
        }
        return finite(isFloat() ? (Object) number.floatValue() : (Object) number.doubleValue());
    }

    private static @Nullable Object finite(Object number) {
        return Double.isFinite(((Number) number).doubleValue()) ? number : null;
    }

    @Override
    void writeValue(JsonGenerator out, Object value) throws IOException {
        Number number = (Number) checked(value);
        if (isFloat()) {
            JsonNumber.writeFinite(out, number.floatValue());
        } else {
            JsonNumber.writeFinite(out, number.doubleValue());
        }
    }

    @Override
    Object fromRow(Object value) {
        if (!isFloat() && value instanceof Number number && !(value instanceof Long)) {
            return number.doubleValue();
        }
        return checked(value);
    }

    @Override
    String columns() {
        return isFloat() ? "FLOAT or SMALLINT" : "DOUBLE, FLOAT or INT";
    }

    /** A double does not hold every long, nor a float every int, so such columns are rejected. */
    @Override
    @Nullable
    Cell cellFor(DataType column) {
        if (IntegerType.fits(column, isFloat() ? DataTypes.ShortType : DataTypes.IntegerType)) {
            return ScalarCell.INTEGER;
        }
        if (column.equals(DataTypes.FloatType)) {
            return isFloat() ? ScalarCell.FLOAT : ScalarCell.DOUBLE;
        }
        return column.equals(DataTypes.DoubleType) && !isFloat() ? ScalarCell.DOUBLE : null;
    }
}
