package io.mist.worker.contract;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** A channel that the job publishes on; the type is its message's. */
public record OutputComponent(
        String name, ValueType type, @Nullable String doc) implements Component {

    ObjectNode schema() {
        ObjectNode schema = type.schema();
        return doc == null ? schema : schema.put("description", doc);
    }
}
