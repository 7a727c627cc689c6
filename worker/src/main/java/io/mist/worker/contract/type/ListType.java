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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/** A list without nulls, immutable for the job. */
public final class ListType extends ValueType {

    private final ValueType element;

    public ListType(ValueType element) {
        this.element = element;
    }

    @Override
    public ObjectNode schema() {
        ObjectNode schema = Json.MAPPER.createObjectNode().put("type", "array");
        schema.set("items", element.schema());
        return schema;
    }

    @Override
    public DataType dataType() {
        return DataTypes.createArrayType(element.dataType(), false);
    }

    @Override
    public String name() {
        return "List<" + element.name() + ">";
    }

    @Override
    public String expected() {
        return "a list";
    }

    @Override
    @Nullable
    Object read(JsonNode node, String path, List<Problem> problems) {
        if (!node.isArray()) {
            reject(node, path, problems);
            return null;
        }
        int before = problems.size();
        List<@Nullable Object> values = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            values.add(element.fromJson(node.get(i), ValuePath.join(path, ValuePath.index(i)), problems));
        }
        return problems.size() > before ? null : List.copyOf(values);
    }

    @Override
    void writeValue(JsonGenerator out, Object value) throws IOException {
        if (!(value instanceof List<?> list)) {
            throw UnfitValueException.of(value, expected());
        }
        out.writeStartArray();
        int index = 0;
        for (Object each : list) {
            try {
                element.write(out, each);
            } catch (UnfitValueException e) {
                throw e.under(ValuePath.index(index));
            }
            index++;
        }
        out.writeEndArray();
    }

    @Override
    Object toRow(Object value) {
        return CollectionConverters.asScala(mapped(value, element::toRowValue)).toSeq();
    }

    @Override
    Object fromRow(Object value) {
        return List.copyOf(mapped(value, element::fromRowValue));
    }

    private List<Object> mapped(Object value, Function<Object, Object> mapping) {
        List<?> list = RowCollections.list(value);
        List<Object> values = new ArrayList<>(list.size());
        for (Object each : list) {
            try {
                values.add(mapping.apply(each));
            } catch (UnfitValueException e) {
                throw e.under(ValuePath.index(values.size()));
            }
        }
        return values;
    }

    @Override
    @Nullable
    Cell cell(DataType column, String path, List<String> problems) {
        if (column instanceof ArrayType array) {
            Cell cell = element.cell(array.elementType(), path + "[]", problems);
            return cell == null ? null : new Cell.ListCell(cell, array.elementType(), element.expected());
        }
        columnProblem(path, column, "ARRAY", "make it an array, such as with array(col(\"" + path + "\"))", problems);
        return null;
    }
}
