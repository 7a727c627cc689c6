package io.mist.worker.contract.component;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Contract;
import io.mist.worker.contract.type.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A channel that the job publishes on; the type is its message's.
 *
 * @param key the fields of the message that are its key; empty if it has none
 * @param batchOnChange whether its query runs a micro-batch at a change of the live values
 */
public record OutputComponent(
        String name,
        ValueType type,
        List<String> key,
        boolean batchOnChange,
        @Nullable String doc) implements Component {

    public ObjectNode schema() {
        ObjectNode schema = type.schema();
        if (!key.isEmpty()) {
            ArrayNode fields = schema.putArray(Contract.KEY);
            key.forEach(fields::add);
        }
        if (batchOnChange) {
            schema.put(Contract.BATCH_ON_CHANGE, true);
        }
        return doc == null ? schema : schema.put("description", doc);
    }
}
