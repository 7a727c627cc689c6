package io.mist.worker.contract.type;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.mist.worker.contract.row.Cell;
import io.mist.worker.contract.row.ScalarCell;
import java.io.IOException;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

public final class BooleanType extends ScalarType {

    public static final BooleanType INSTANCE = new BooleanType();

    private BooleanType() {
        super(Boolean.class, DataTypes.BooleanType, "boolean", null);
    }

    @Override
    public String expected() {
        return "true or false";
    }

    @Override
    @Nullable
    Object parse(JsonNode node) {
        return node.isBoolean() ? node.booleanValue() : null;
    }

    @Override
    void writeValue(JsonGenerator out, Object value) throws IOException {
        out.writeBoolean((Boolean) checked(value));
    }

    @Override
    @Nullable
    Cell cellFor(DataType column) {
        return column.equals(dataType()) ? ScalarCell.BOOLEAN : null;
    }
}
