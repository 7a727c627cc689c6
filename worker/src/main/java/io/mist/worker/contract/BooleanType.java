package io.mist.worker.contract;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

final class BooleanType extends ScalarType {

    static final BooleanType INSTANCE = new BooleanType();

    private BooleanType() {
        super(Boolean.class, DataTypes.BooleanType, "boolean", null);
    }

    @Override
    String expected() {
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
