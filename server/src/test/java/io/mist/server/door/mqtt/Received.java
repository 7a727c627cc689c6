package io.mist.server.door.mqtt;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import java.util.Map;

/**
 * What a client got.
 *
 * @param correlation null if none, and for MQTT 3
 * @param origin the user property, null for MQTT 3
 * @param contentType null if none, and for MQTT 3
 * @param properties of the user; none for MQTT 3
 */
record Received(
        String topic,
        String text,
        boolean retained,
        String correlation,
        String origin,
        String contentType,
        Map<String, String> properties) {

    ObjectNode json() {
        return Json.parseObject(text);
    }
}
