package io.mist.worker.contract.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.protocol.Problem;
import io.mist.worker.contract.problem.UnfitValueException;
import io.mist.worker.contract.row.Cell;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/** A value without parts. */
abstract sealed class ScalarType extends ValueType
        permits BooleanType, IntegerType, FloatingType, DecimalType, StringType, TextType {

    private final Class<?> javaType;
    private final DataType dataType;
    private final String jsonType;
    private final @Nullable String format;

    ScalarType(Class<?> javaType, DataType dataType, String jsonType, @Nullable String format) {
        this.javaType = javaType;
        this.dataType = dataType;
        this.jsonType = jsonType;
        this.format = format;
    }

    /** The Java value; null if the JSON is of another type. */
    abstract @Nullable Object parse(JsonNode node);

    /** The cell for a column of that type; null if its values do not fit without loss. */
    abstract @Nullable Cell cellFor(DataType column);

    /** The names of the fitting column types in SQL, for messages. */
    String columns() {
        return dataType.sql();
    }

    @Override
    public ObjectNode schema() {
        ObjectNode schema = Json.MAPPER.createObjectNode().put("type", jsonType);
        return format == null ? schema : schema.put("format", format);
    }

    @Override
    public final DataType dataType() {
        return dataType;
    }

    @Override
    public final String name() {
        return javaType.getSimpleName();
    }

    @Override
    public final boolean travelsAsString() {
        return jsonType.equals("string");
    }

    @Override
    final @Nullable Object read(JsonNode node, String path, List<Problem> problems) {
        Object value = parse(node);
        if (value == null) {
            reject(node, path, problems);
        }
        return value;
    }

    @Override
    Object toRow(Object value) {
        return checked(value);
    }

    @Override
    Object fromRow(Object value) {
        return checked(value);
    }

    final Object checked(Object value) {
        if (!javaType.isInstance(value)) {
            throw UnfitValueException.of(value, expected());
        }
        return value;
    }

    @Override
    final @Nullable Cell cell(DataType column, String path, List<String> problems) {
        Cell cell = cellFor(column);
        if (cell == null) {
            columnProblem(path, column, columns(), cast(path), problems);
        }
        return cell;
    }

    private String cast(String path) {
        return "convert it, such as with col(\"" + path + "\").cast(\"" + dataType.simpleString() + "\")";
    }
}
