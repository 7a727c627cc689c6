package io.mist.worker.contract.type;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.protocol.Problem;
import io.mist.worker.contract.problem.UnfitValueException;
import io.mist.worker.contract.problem.ValuePath;
import io.mist.worker.contract.row.Cell;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/** A map from strings, without nulls, in the order of the JSON, immutable for the job. */
public final class MapType extends ValueType {

    private final ValueType value;

    public MapType(ValueType value) {
        this.value = value;
    }

    @Override
    public ObjectNode schema() {
        ObjectNode schema = Json.MAPPER.createObjectNode().put("type", "object");
        schema.set("additionalProperties", value.schema());
        return schema;
    }

    @Override
    public DataType dataType() {
        return DataTypes.createMapType(DataTypes.StringType, value.dataType(), false);
    }

    @Override
    public String name() {
        return "Map<String, " + value.name() + ">";
    }

    @Override
    public String expected() {
        return "an object";
    }

    @Override
    @Nullable
    Object read(JsonNode node, String path, List<Problem> problems) {
        if (!node.isObject()) {
            reject(node, path, problems);
            return null;
        }
        int before = problems.size();
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (var entry : node.properties()) {
            String at = ValuePath.join(path, ValuePath.key(entry.getKey()));
            values.put(entry.getKey(), value.fromJson(entry.getValue(), at, problems));
        }
        return problems.size() > before ? null : Collections.unmodifiableMap(values);
    }

    @Override
    void writeValue(JsonGenerator out, Object map) throws IOException {
        if (!(map instanceof Map<?, ?> entries)) {
            throw UnfitValueException.of(map, expected());
        }
        out.writeStartObject();
        for (var entry : entries.entrySet()) {
            String key = key(entry.getKey());
            try {
                out.writeFieldName(key);
                value.write(out, entry.getValue());
            } catch (UnfitValueException e) {
                throw e.under(ValuePath.key(key));
            }
        }
        out.writeEndObject();
    }

    private static String key(@Nullable Object key) {
        if (key instanceof String text) {
            return text;
        }
        throw UnfitValueException.of(key, "a string as key").under("[key]");
    }

    @Override
    Object toRow(Object map) {
        return CollectionConverters.asScala(mapped(map, value::toRowValue));
    }

    @Override
    Object fromRow(Object map) {
        return Collections.unmodifiableMap(mapped(map, value::fromRowValue));
    }

    private Map<String, Object> mapped(Object map, Function<Object, Object> mapping) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (var entry : RowCollections.map(map).entrySet()) {
            String key = key(entry.getKey());
            try {
                values.put(key, mapping.apply(entry.getValue()));
            } catch (UnfitValueException e) {
                throw e.under(ValuePath.key(key));
            }
        }
        return values;
    }

    @Override
    @Nullable
    Cell cell(DataType column, String path, List<String> problems) {
        if (column instanceof org.apache.spark.sql.types.MapType map && StringType.isString(map.keyType())) {
            Cell cell = value.cell(map.valueType(), path + "[key]", problems);
            return cell == null ? null : new Cell.MapCell(cell, map.keyType(), map.valueType(), value.expected());
        }
        columnProblem(path, column, "MAP with STRING keys", "make it a map, such as with map_from_entries", problems);
        return null;
    }
}
