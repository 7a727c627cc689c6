package io.mist.worker.contract.type;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Problem;
import io.mist.worker.contract.row.Cell;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/** A type whose values are instances of a class of Scala in the job. */
public final class FormedType extends ValueType {

    private final ValueType type;
    private final ScalaForm form;

    public FormedType(ValueType type, ScalaForm form) {
        this.type = type;
        this.form = form;
    }

    @Override
    public ObjectNode schema() {
        return type.schema();
    }

    @Override
    public DataType dataType() {
        return type.dataType();
    }

    @Override
    public String name() {
        return type.name();
    }

    @Override
    public String expected() {
        return type.expected();
    }

    @Override
    public boolean travelsAsString() {
        return type.travelsAsString();
    }

    @Override
    ValueType carried() {
        return type.carried();
    }

    @Override
    @Nullable
    Object read(JsonNode node, String path, List<Problem> problems) {
        Object value = type.read(node, path, problems);
        return value == null ? null : form.fromJava(value);
    }

    @Override
    void writeValue(JsonGenerator out, Object value) throws IOException {
        type.writeValue(out, ScalaForm.toJava(value));
    }

    @Override
    Object toRow(Object value) {
        return type.toRow(ScalaForm.toJava(value));
    }

    @Override
    Object fromRow(Object value) {
        return form.fromJava(type.fromRow(ScalaForm.toJava(value)));
    }

    @Override
    @Nullable
    Cell cell(DataType column, String path, List<String> problems) {
        return type.cell(column, path, problems);
    }
}
