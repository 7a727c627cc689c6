package io.mist.server.channel;

import io.mist.server.gate.message.ChannelId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Names of topics: {@code mist.{route}.{channel}}. Kafka takes letters, digits, dots, hyphens and underscores. What else a
 * name holds, a dot of a channel, and an underscore before an {@code x}, are written as {@code _x} and the two hexadecimal
 * digits of each of their bytes, so that every name can be read back. Immutable.
 *
 * @param prefix what the names of all topics begin with
 */
public record KafkaTopics(String prefix) {

    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

    /** The topic of a channel, which is its log when logs are in Kafka. */
    public String of(ChannelId channel) {
        return prefix + "." + escape(channel.route(), PLAIN + ".") + "." + escape(channel.name(), PLAIN);
    }

    /** Where it stands, for the next server that has no copy of its own: what a channel's topic does not say. */
    String notes() {
        return prefix + ".log-notes";
    }

    /** Which server writes. */
    String owner() {
        return prefix + ".log-owner";
    }

    /** The channel of a topic that {@link #of} has named. */
    ChannelId channel(String topic) {
        String names = topic.substring(prefix.length() + 1);
        int dot = names.lastIndexOf('.');
        return ChannelId.output(unescape(names.substring(0, dot)), unescape(names.substring(dot + 1)));
    }

    private static String escape(String name, String plain) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        StringBuilder escaped = new StringBuilder(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            boolean looksEscaped = bytes[i] == '_' && i + 1 < bytes.length && bytes[i + 1] == 'x';
            if (plain.indexOf(bytes[i]) >= 0 && !looksEscaped) {
                escaped.append((char) bytes[i]);
            } else {
                escaped.append(String.format("_x%02x", bytes[i] & 0xff));
            }
        }
        return escaped.toString();
    }

    private static String unescape(String name) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(name.length());
        for (int i = 0; i < name.length(); i++) {
            if (name.startsWith("_x", i)) {
                bytes.write(Integer.parseInt(name.substring(i + 2, i + 4), 16));
                i += 3;
            } else {
                bytes.write(name.charAt(i));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
