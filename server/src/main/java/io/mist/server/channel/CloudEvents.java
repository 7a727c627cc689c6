package io.mist.server.channel;

import io.mist.protocol.Json;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;

/** Messages as CloudEvents 1.0 in structured JSON; the one encoder for all doors. Immutable. */
public final class CloudEvents {

    public static final String MEDIA_TYPE = "application/cloudevents+json";

    private CloudEvents() {}

    /**
     * The envelope with the message's payload in {@code data}. The payload's bytes are copied, not parsed: what is in the
     * log is what readers get, number for number.
     */
    public static byte[] encode(ChannelId channel, Message message) {
        byte[] head = head(channel, message).getBytes(StandardCharsets.UTF_8);
        var text = new ByteArrayOutputStream(head.length + message.data().length + 1);
        text.writeBytes(head);
        text.writeBytes(message.data());
        text.write('}');
        return text.toByteArray();
    }

    private static String head(ChannelId channel, Message message) {
        var head = new StringBuilder(320).append("{\"specversion\":\"1.0\"");
        attribute(head, "id", message.id());
        attribute(head, "source", source(channel, message));
        attribute(head, "type", type(channel, message));
        attribute(head, "time", message.at().toString());
        attribute(head, "datacontenttype", "application/json");
        attribute(head, "mistoffset", Long.toString(message.offset()));
        if (message.epoch() != null) {
            attribute(head, "mistepoch", Long.toString(message.epoch()));
        }
        if (!message.isPushed()) {
            attribute(head, "mistlive", Long.toString(message.live()));
        }
        if (message.key() != null) {
            attribute(head, "partitionkey", message.key());
        }
        return head.append(",\"data\":").toString();
    }

    private static void attribute(StringBuilder head, String name, String value) {
        head.append(",\"").append(name).append("\":").append(Json.write(value));
    }

    static String type(ChannelId channel, Message message) {
        return (message.isPushed() ? "io.mist.input." : "io.mist.output.") + channel.channel();
    }

    /** A URI reference, as CloudEvents wants it: names may hold characters that a URI cannot. */
    static String source(ChannelId channel, Message message) {
        String path = "/v1/routes/" + channel.route()
                + (message.isPushed() ? "/inputs/" + channel.channel() : "/runs/" + message.run());
        try {
            return new URI(null, null, path, null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("no URI can be made of " + path, e);
        }
    }
}
