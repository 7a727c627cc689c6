package io.mist.server.door.mqtt;

import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message that Mist publishes with QoS 1.
 *
 * @param payload UTF-8 text; empty and retained, it removes what the topic retains
 * @param correlation of the request that this answers
 * @param properties for clients with MQTT 5
 */
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
record Outgoing(
        String topic,
        byte[] payload,
        String contentType,
        boolean retain,
        @Nullable ByteBuffer correlation,
        Map<String, String> properties) {

    static final String JSON = "application/json";
    static final String TEXT = "text/plain";

    static Outgoing of(String topic, byte[] payload, String contentType) {
        return new Outgoing(topic, payload, contentType, false, null, Map.of());
    }

    static Outgoing answer(String topic, byte[] payload, @Nullable ByteBuffer correlation) {
        return new Outgoing(topic, payload, JSON, false, correlation, Map.of());
    }

    static Outgoing retained(String topic, byte[] payload) {
        return new Outgoing(topic, payload, JSON, true, null, Map.of());
    }

    Outgoing with(Map<String, String> userProperties) {
        return new Outgoing(topic, payload, contentType, retain, correlation, userProperties);
    }
}
