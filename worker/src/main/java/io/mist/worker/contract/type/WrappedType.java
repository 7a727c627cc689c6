package io.mist.worker.contract.type;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Problem;
import io.mist.worker.contract.problem.UnfitValueException;
import io.mist.worker.contract.problem.ValuePath;
import io.mist.worker.contract.row.Cell;
import io.mist.worker.contract.shape.Construction;
import io.mist.worker.contract.shape.Shape;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** A record with one component: it travels as its component, and its constructor checks every value. */
public final class WrappedType extends ValueType {

    private final Shape shape;
    private final @Nullable String doc;
    private final Field component;

    public WrappedType(Shape shape, @Nullable String doc, Field component) {
        this.shape = shape;
        this.doc = doc == null ? component.doc() : doc;
        this.component = component;
    }

    @Override
    public ObjectNode schema() {
        ObjectNode schema = component.type().schema().put("title", name());
        return doc == null ? schema : schema.put("description", doc);
    }

    @Override
    public DataType dataType() {
        return component.type().dataType();
    }

    @Override
    public String name() {
        return shape.name();
    }

    @Override
    public String expected() {
        return component.type().expected();
    }

    @Override
    public boolean travelsAsString() {
        return component.type().travelsAsString();
    }

    @Override
    ValueType carried() {
        return component.type().carried();
    }

    @Override
    @Nullable
    Object read(JsonNode node, String path, List<Problem> problems) {
        Object value = component.type().fromJson(node, path, problems);
        return value == null ? null : Construction.of(shape, new Object[] {value}, path, problems);
    }

    @Override
    void writeValue(JsonGenerator out, Object value) throws IOException {
        component.type().write(out, content(value));
    }

    private @Nullable Object content(Object value) {
        if (!shape.isOneOf(value)) {
            throw UnfitValueException.of(value, "a " + shape.fullName());
        }
        return component.of(value);
    }

    @Override
    Object toRow(Object value) {
        return component.type().toRowValue(content(value));
    }

    @Override
    Object fromRow(Object value) {
        return shape.make(new Object[] {component.type().fromRowValue(value)});
    }

    @Override
    @Nullable
    Cell cell(DataType column, String path, List<String> problems) {
        return column instanceof StructType struct && isAround(struct)
                ? structCell(struct.fields()[0].dataType(), path, problems)
                : component.type().cell(column, path, problems);
    }

    /** Whether the struct is what Spark's encoders make of a case class with one field. */
    private boolean isAround(StructType struct) {
        return struct.length() == 1 && struct.fieldNames()[0].equalsIgnoreCase(component.name());
    }

    private @Nullable Cell structCell(DataType column, String path, List<String> problems) {
        Cell cell = component.type().cell(column, ValuePath.join(path, component.name()), problems);
        return cell == null ? null : new Cell.AroundCell(cell, column, expected());
    }
}
