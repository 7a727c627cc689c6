package io.mist.server.door.mqtt;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A message that Mist publishes with QoS 1.
 *
 * @param payload UTF-8 text
 * @param correlation of the request that this answers
 */
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
record Outgoing(
        String topic,
        byte[] payload,
        String contentType,
        boolean retain,
        @Nullable ByteBuffer correlation) {

    static final String JSON = "application/json";

    static Outgoing of(String topic, byte[] payload, String contentType) {
        return new Outgoing(topic, payload, contentType, false, null);
    }

    static Outgoing retained(String topic, byte[] payload) {
        return new Outgoing(topic, payload, JSON, true, null);
    }
}
