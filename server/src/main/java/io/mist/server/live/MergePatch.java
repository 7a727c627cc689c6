package io.mist.server.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON merge patch, RFC 7396. */
final class MergePatch {

    private MergePatch() {}

    static ObjectNode merged(ObjectNode values, ObjectNode patch) {
        ObjectNode merged = values.deepCopy();
        mergeInto(merged, patch);
        return merged;
    }

    private static void mergeInto(ObjectNode target, ObjectNode patch) {
        patch.fields().forEachRemaining(entry -> {
            JsonNode value = entry.getValue();
            if (value.isNull()) {
                target.remove(entry.getKey());
            } else if (value instanceof ObjectNode object) {
                ObjectNode inner = target.get(entry.getKey()) instanceof ObjectNode there
                        ? there
                        : target.putObject(entry.getKey());
                mergeInto(inner, object);
            } else {
                target.set(entry.getKey(), value);
            }
        });
    }
}
