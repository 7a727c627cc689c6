package io.mist.server.door;

import io.mist.protocol.MistException;
import io.mist.server.channel.ChannelId;
import io.mist.server.channel.CloudEvents;
import io.mist.server.channel.Message;

/** What a message is wrapped in on its way out. */
public enum Envelope {
    /** CloudEvents 1.0, structured JSON. */
    CLOUDEVENTS {
        @Override
        public byte[] encode(ChannelId channel, Message message) {
            return CloudEvents.encode(channel, message);
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
