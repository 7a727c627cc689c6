package io.mist.server.gate.message;

import io.mist.protocol.Json;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Messages as CloudEvents 1.0 in structured JSON; the one encoder for all doors. Written by hand because the CloudEvents SDK
 * parses a payload and writes it again, and here its bytes are copied. Immutable.
 */
public final class CloudEvents {

    public static final String MEDIA_TYPE = "application/cloudevents+json";

    private CloudEvents() {}

    /**
     * The envelope with the message's payload in {@code data}. The payload's bytes are those in the log, number for number.
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
        var head = new StringBuilder(320).append('{');
        attributes(channel, message)
                .forEach((name, value) -> head.append('"')
                        .append(name)
                        .append("\":")
                        .append(Json.write(value))
                        .append(','));
        return head.append("\"data\":").toString();
    }

    /** All attributes with their values as text, in a fixed order; {@code datacontenttype} is among them. */
    public static Map<String, String> attributes(ChannelId channel, Message message) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("specversion", "1.0");
        attributes.put("id", message.id());
        attributes.put("source", source(channel, message));
        attributes.put("type", type(channel, message));
        attributes.put("time", message.at().toString());
        attributes.put("datacontenttype", "application/json");
        attributes.put("mistoffset", Long.toString(message.offset()));
        if (message.epoch() != null) {
            attributes.put("mistepoch", Long.toString(message.epoch()));
        }
        if (isPublished(channel)) {
            attributes.put("mistlive", Long.toString(message.live()));
        }
        if (message.key() != null) {
            attributes.put("partitionkey", message.key());
        }
        return attributes;
    }

    /** By a run: what is in an input, and a dead letter, comes from outside of runs. */
    private static boolean isPublished(ChannelId channel) {
        return channel.kind() == ChannelKind.OUTPUT;
    }

    private static String type(ChannelId channel, Message message) {
        return (isPublished(channel) ? "io.mist.output." : "io.mist.input.") + channel.name();
    }

    /** A URI reference, as CloudEvents wants it: names may hold characters that a URI cannot. */
    private static String source(ChannelId channel, Message message) {
        String path = "/v1/routes/" + channel.route()
                + (isPublished(channel) ? "/runs/" + message.run() : "/inputs/" + channel.name());
        try {
            return new URI(null, null, path, null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("no URI can be made of " + path, e);
        }
    }
}
