package io.mist.worker.contract.type;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.mist.worker.contract.row.Cell;
import io.mist.worker.contract.row.ScalarCell;
import java.io.IOException;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

public final class StringType extends ScalarType {

    public static final StringType INSTANCE = new StringType();

    private StringType() {
        super(String.class, DataTypes.StringType, "string", null);
    }

    /** Whether the column is a string, of any collation. */
    static boolean isString(DataType column) {
        return column instanceof org.apache.spark.sql.types.StringType;
    }

    @Override
    public String expected() {
        return "a string";
    }

    @Override
    @Nullable
    Object parse(JsonNode node) {
        return node.isTextual() ? node.textValue() : null;
    }

    @Override
    void writeValue(JsonGenerator out, Object value) throws IOException {
        out.writeString((String) checked(value));
    }

    @Override
    @Nullable
    Cell cellFor(DataType column) {
        return isString(column) ? ScalarCell.STRING : null;
    }
}
