package io.mist.worker.contract.component;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Problem;
import io.mist.worker.contract.type.Field;
import io.mist.worker.contract.type.ObjectSchema;
import io.mist.worker.contract.type.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value that is fixed at start.
 *
 * @param optional whether the value may be missing or null
 * @param initial the default; null if there is none
 */
public record ParameterComponent(
        String name,
        ValueType type,
        boolean optional,
        @Nullable JsonNode initial,
        @Nullable String doc) implements Component {

    public void describe(ObjectSchema object) {
        ObjectNode schema = Field.schema(type, optional, doc);
        if (initial != null) {
            schema.set("default", initial);
        }
        object.property(name, schema, initial == null && !optional);
    }

    @Nullable
    public Object read(ObjectNode parameters, List<Problem> problems) {
        JsonNode given = parameters.get(name);
        return Field.read(type, optional, given == null ? initial : given, name, problems);
    }
}
