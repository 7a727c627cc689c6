package io.mist.server.channel.kafka;

import io.mist.server.gate.message.ChannelId;
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

    /**
     * The topic of a channel, which is its log when logs are in Kafka. An input and an output that have the same name at
     * different times share it: other programs know it by the name.
     */
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
}
