package io.mist.server.gate.message;

import io.mist.protocol.MistException;
import java.util.Map;

/** The form of a message on its way out. */
public enum Envelope {
    /** CloudEvents 1.0, structured JSON. */
    CLOUDEVENTS {
        @Override
        public byte[] encode(ChannelId channel, Message message) {
            return CloudEvents.encode(channel, message);
        }
    },
    /** CloudEvents 1.0, binary: the payload alone, and the attributes in the headers of what carries it. */
    CLOUDEVENTS_BINARY {
        @Override
        public byte[] encode(ChannelId channel, Message message) {
            return message.data();
        }

        @Override
        public Map<String, String> attributes(ChannelId channel, Message message) {
            return CloudEvents.attributes(channel, message);
        }
    },
    /** The JSON payload alone. */
    PLAIN {
        @Override
        public byte[] encode(ChannelId channel, Message message) {
            return message.data();
        }
    };

    /** One line of JSON, in UTF-8; shared, not to be changed. */
    public abstract byte[] encode(ChannelId channel, Message message);

    /** Returns the headers by the names of CloudEvents without a prefix; nothing unless the mode is binary. */
    public Map<String, String> attributes(ChannelId channel, Message message) {
        return Map.of();
    }

    /** Parses a value of {@code outputs.<channel>.envelope}. */
    public static Envelope ofSetting(String text) {
        return text.equals("cloudevents-binary") ? CLOUDEVENTS_BINARY : parse(text);
    }

    /** Parses the name of an envelope for doors that have no headers for each message. */
    public static Envelope parse(String text) {
        return switch (text) {
            case "cloudevents" -> CLOUDEVENTS;
            case "plain" -> PLAIN;
            default ->
                throw MistException.caller(
                        "invalid-query", "envelope: '" + text + "' (expected: cloudevents or plain)");
        };
    }
}
