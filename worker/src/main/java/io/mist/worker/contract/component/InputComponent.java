package io.mist.worker.contract.component;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.worker.contract.type.ValueType;
import org.jspecify.annotations.Nullable;

/** A channel that clients push to; the type is its message's. */
public record InputComponent(
        String name, ValueType type, @Nullable String doc) implements Component {

    public ObjectNode schema() {
        ObjectNode schema = type.schema();
        return doc == null ? schema : schema.put("description", doc);
    }
}
