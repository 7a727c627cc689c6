package io.mist.worker.contract.type;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Problem;
import io.mist.worker.contract.problem.UnfitValueException;
import io.mist.worker.contract.problem.UnknownNames;
import io.mist.worker.contract.problem.ValuePath;
import io.mist.worker.contract.row.Cell;
import io.mist.worker.contract.row.Columns;
import io.mist.worker.contract.shape.Construction;
import io.mist.worker.contract.shape.Shape;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** A record: an object with exactly its fields; a row of the same fields. */
public final class RecordType extends ValueType {

    private final Shape shape;
    private final @Nullable String doc;
    private final List<Field> fields;

    public RecordType(Shape shape, @Nullable String doc, List<Field> fields) {
        this.shape = shape;
        this.doc = doc;
        this.fields = List.copyOf(fields);
    }

    List<String> fieldNames() {
        return fields.stream().map(Field::name).toList();
    }

    /** The names of the fields that can be a message's key. */
    public List<String> keyFieldNames() {
        return fields.stream()
                .filter(field -> !field.optional())
                .filter(field -> field.type().carried() instanceof ScalarType
                        || field.type().carried() instanceof EnumType)
                .map(Field::name)
                .toList();
    }

    @Override
    public ObjectNode schema() {
        ObjectSchema schema = new ObjectSchema();
        for (Field field : fields) {
            schema.property(field.name(), field.schema(), !field.optional());
        }
        ObjectNode node = schema.node().put("title", name());
        return doc == null ? node : node.put("description", doc);
    }

    @Override
    public StructType dataType() {
        return DataTypes.createStructType(fields.stream().map(Field::column).toArray(StructField[]::new));
    }

    @Override
    public String name() {
        return shape.name();
    }

    @Override
    public String expected() {
        return "an object";
    }

    @Override
    @Nullable
    Object read(JsonNode node, String path, List<Problem> problems) {
        if (!(node instanceof ObjectNode object)) {
            reject(node, path, problems);
            return null;
        }
        int before = problems.size();
        UnknownNames.report("field", object, fieldNames(), path, problems);
        @Nullable Object[] values = new Object[fields.size()];
        for (int i = 0; i < values.length; i++) {
            Field field = fields.get(i);
            values[i] = field.read(object.get(field.name()), ValuePath.join(path, field.name()), problems);
        }
        return problems.size() > before ? null : Construction.of(shape, values, path, problems);
    }

    @Override
    void writeValue(JsonGenerator out, Object value) throws IOException {
        check(value);
        out.writeStartObject();
        for (Field field : fields) {
            writeField(out, field, field.of(value));
        }
        out.writeEndObject();
    }

    private static void writeField(JsonGenerator out, Field field, @Nullable Object value) throws IOException {
        if (value == null && field.optional()) {
            return;
        }
        try {
            out.writeFieldName(field.name());
            field.type().write(out, value);
        } catch (UnfitValueException e) {
            throw e.under(field.name());
        }
    }

    private void check(Object value) {
        if (!shape.isOneOf(value)) {
            throw UnfitValueException.of(value, "a " + shape.fullName());
        }
    }

    @Override
    Object toRow(Object value) {
        check(value);
        return RowFactory.create(
                fields.stream().map(field -> field.toRow(value)).toArray());
    }

    /** Matches fields by name if the row has a schema, else by order. */
    @Override
    Object fromRow(Object value) {
        if (!(value instanceof Row row)) {
            throw UnfitValueException.of(value, "a row");
        }
        if (row.schema() == null && row.size() != fields.size()) {
            throw new UnfitValueException(row.size() + " values without names (expected: the " + fields.size()
                    + " fields of " + name() + ")");
        }
        Columns columns = row.schema() == null ? null : Columns.of(row.schema());
        @Nullable Object[] values = new Object[fields.size()];
        for (int i = 0; i < values.length; i++) {
            Field field = fields.get(i);
            values[i] = field.fromRow(row.get(columns == null ? i : index(columns, field)));
        }
        return shape.make(values);
    }

    private int index(Columns columns, Field field) {
        Integer index = columns.index(field.name());
        if (index == null) {
            throw new UnfitValueException("missing (expected: a column of this name for " + name()
                            + "; the columns are " + columns.names() + ")")
                    .under(field.name());
        }
        return index;
    }

    @Override
    @Nullable
    Cell cell(DataType column, String path, List<String> problems) {
        if (column instanceof StructType columns) {
            return new RowPlan(name(), fields, path, problems).cell(Columns.of(columns));
        }
        columnProblem(path, column, "STRUCT", "make it a struct of " + String.join(", ", fieldNames()), problems);
        return null;
    }
}
