package io.mist.server.door.mqtt;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.server.gate.LiveView;

/** The retained messages about live values. */
final class LiveTopic {

    private LiveTopic() {}

    /** Values that are too large for a message are left out; {@code valuesAt} says where they are. */
    static byte[] payload(LiveView view, int maxMessage) {
        byte[] payload = Wire.bytes(view);
        if (payload.length <= maxMessage) {
            return payload;
        }
        ObjectNode without = Wire.tree(view);
        without.remove("values");
        return Wire.bytes(without.put("valuesAt", "/v1/runs/" + view.run() + "/live"));
    }
}
