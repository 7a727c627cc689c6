package io.mist.worker.contract.type;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.protocol.Problem;
import io.mist.worker.contract.problem.UnfitValueException;
import io.mist.worker.contract.row.Cell;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import scala.runtime.BoxedUnit;

/** {@code Void}, in Scala {@code Unit}: the result of a job without one, and of every stream job. */
public final class NothingType extends ValueType {

    public static final NothingType INSTANCE = new NothingType();

    private NothingType() {}

    @Override
    public ObjectNode schema() {
        return Json.MAPPER.createObjectNode().put("type", "null");
    }

    @Override
    public DataType dataType() {
        return DataTypes.NullType;
    }

    @Override
    public String name() {
        return "Void";
    }

    @Override
    public String expected() {
        return "null";
    }

    @Override
    public @Nullable Object fromJson(JsonNode node, String path, List<Problem> problems) {
        return node.isNull() || node.isMissingNode() ? null : read(node, path, problems);
    }

    @Override
    @Nullable
    Object read(JsonNode node, String path, List<Problem> problems) {
        return reject(node, path, problems);
    }

    @Override
    void writeNull(JsonGenerator out) throws IOException {
        out.writeNull();
    }

    @Override
    void writeValue(JsonGenerator out, Object value) throws IOException {
        if (!(value instanceof BoxedUnit)) {
            throw UnfitValueException.of(value, expected());
        }
        out.writeNull();
    }

    @Override
    Object toRow(Object value) {
        throw UnfitValueException.of(value, expected());
    }

    @Override
    Object fromRow(Object value) {
        throw UnfitValueException.of(value, expected());
    }

    @Override
    @Nullable
    Cell cell(DataType column, String path, List<String> problems) {
        columnProblem(path, column, "none", "a job without a result publishes nothing", problems);
        return null;
    }
}
