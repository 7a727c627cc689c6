package io.mist.worker.contract.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Problem;
import io.mist.worker.contract.problem.UnfitValueException;
import io.mist.worker.contract.shape.FieldAccess;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;
import scala.Option;

/** A component of a record that is a value. */
public record Field(
        String name,
        ValueType type,
        boolean optional,
        @Nullable String doc,
        FieldAccess access) {

    ObjectNode schema() {
        return schema(type, optional, doc);
    }

    public static ObjectNode schema(ValueType type, boolean optional, @Nullable String doc) {
        ObjectNode schema = type.schema();
        if (optional) {
            allowNull(schema);
        }
        return doc == null ? schema : schema.put("description", doc);
    }

    private static void allowNull(ObjectNode schema) {
        String type = schema.path("type").asText();
        schema.putArray("type").add(type).add("null");
        if (schema.get("enum") instanceof ArrayNode names) {
            names.addNull();
        }
    }

    StructField column() {
        return DataTypes.createStructField(name, type.dataType(), optional);
    }

    @Nullable
    Object read(@Nullable JsonNode node, String path, List<Problem> problems) {
        return read(type, optional, node, path, problems);
    }

    /** The value as the record's constructor accepts it; null if there was a problem. */
    public static @Nullable Object read(
            ValueType type, boolean optional, @Nullable JsonNode node, String path, List<Problem> problems) {
        if (optional && (node == null || node.isNull())) {
            return Optional.empty();
        }
        if (node == null) {
            problems.add(new Problem(path, "missing (expected: " + type.expected() + ")"));
            return null;
        }
        Object value = type.fromJson(node, path, problems);
        return optional && value != null ? Optional.of(value) : value;
    }

    /** The value in a record; null if it is absent. */
    @Nullable
    Object of(Object holder) {
        Object value = access.of(holder);
        if (!optional) {
            return value;
        }
        return value instanceof Option<?> option
                ? option.getOrElse(() -> null)
                : value instanceof Optional<?> some ? some.orElse(null) : value;
    }

    @Nullable
    Object toRow(Object holder) {
        Object value = of(holder);
        if (value == null && optional) {
            return null;
        }
        try {
            return type.toRowValue(value);
        } catch (UnfitValueException e) {
            throw e.under(name);
        }
    }

    Object fromRow(@Nullable Object value) {
        if (value == null && optional) {
            return Optional.empty();
        }
        try {
            Object result = type.fromRowValue(value);
            return optional ? Optional.of(result) : result;
        } catch (UnfitValueException e) {
            throw e.under(name);
        }
    }
}
