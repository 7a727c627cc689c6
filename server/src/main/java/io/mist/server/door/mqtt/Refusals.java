package io.mist.server.door.mqtt;

import com.hivemq.client.mqtt.exceptions.MqttEncodeException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Why a publish failed: because of the message, because the broker did not want it, or because of the connection. */
final class Refusals {

    private Refusals() {}

    /** Whether this very message can never be published. */
    static boolean isFinal(@Nullable Throwable error) {
        Throwable cause = unwrapped(error);
        if (cause instanceof Mqtt5PubAckException refused) {
            return switch (refused.getMqttMessage().getReasonCode()) {
                case TOPIC_NAME_INVALID, PAYLOAD_FORMAT_INVALID -> true;
                case SUCCESS,
                        NO_MATCHING_SUBSCRIBERS,
                        UNSPECIFIED_ERROR,
                        IMPLEMENTATION_SPECIFIC_ERROR,
                        NOT_AUTHORIZED,
                        PACKET_IDENTIFIER_IN_USE,
                        QUOTA_EXCEEDED -> false;
            };
        }
        // Too large for what the broker said it takes.
        return cause instanceof MqttEncodeException;
    }

    static boolean isByBroker(@Nullable Throwable error) {
        return isFinal(error) || unwrapped(error) instanceof Mqtt5PubAckException;
    }

    private static @Nullable Throwable unwrapped(@Nullable Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }
}
