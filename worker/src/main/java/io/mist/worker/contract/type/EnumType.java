package io.mist.worker.contract.type;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.protocol.Problem;
import io.mist.worker.contract.problem.UnfitValueException;
import io.mist.worker.contract.row.Cell;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** An enum, or in Scala an enumeration or a sealed trait of objects: a string, the constant's name. */
public final class EnumType extends ValueType {

    private final String name;
    private final Map<String, Object> constants;
    private final Map<Object, String> names = new HashMap<>();

    /** @param constants by their names, in the order of messages */
    public EnumType(String name, Map<String, Object> constants) {
        this.name = name;
        this.constants = constants;
        constants.forEach((constant, value) -> names.put(value, constant));
    }

    public static EnumType of(Class<?> type, Object[] constants) {
        Map<String, Object> byName = new LinkedHashMap<>();
        for (Object constant : constants) {
            byName.put(((Enum<?>) constant).name(), constant);
        }
        return new EnumType(type.getSimpleName(), byName);
    }

    /** An enum whose constants are their names. */
    public static EnumType ofNames(List<String> names) {
        Map<String, Object> byName = new LinkedHashMap<>();
        names.forEach(name -> byName.put(name, name));
        return new EnumType("enum", byName);
    }

    @Override
    public ObjectNode schema() {
        ObjectNode schema = Json.MAPPER.createObjectNode().put("type", "string");
        constants.keySet().forEach(schema.withArray("enum")::add);
        return schema;
    }

    @Override
    public DataType dataType() {
        return DataTypes.StringType;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String expected() {
        return "one of " + String.join(", ", constants.keySet());
    }

    @Override
    public boolean travelsAsString() {
        return true;
    }

    @Override
    @Nullable
    Object read(JsonNode node, String path, List<Problem> problems) {
        Object constant = node.isTextual() ? constants.get(node.textValue()) : null;
        if (constant == null) {
            reject(node, path, problems);
        }
        return constant;
    }

    @Override
    void writeValue(JsonGenerator out, Object value) throws IOException {
        out.writeString(toRow(value));
    }

    @Override
    String toRow(Object value) {
        String constant = names.get(value);
        if (constant == null) {
            throw UnfitValueException.of(value, expected());
        }
        return constant;
    }

    @Override
    Object fromRow(Object value) {
        Object constant = value instanceof String name ? constants.get(name) : null;
        if (constant == null) {
            throw UnfitValueException.of(value, expected());
        }
        return constant;
    }

    @Override
    @Nullable
    Cell cell(DataType column, String path, List<String> problems) {
        if (StringType.isString(column)) {
            return new Cell.EnumCell(Set.copyOf(constants.keySet()), expected());
        }
        columnProblem(path, column, "STRING", "make it the name of a constant of " + name(), problems);
        return null;
    }
}
