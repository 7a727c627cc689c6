package io.mist.server.door.mqtt;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.mist.protocol.Digests;
import io.mist.protocol.Problem;
import io.mist.server.door.OperationReader;
import io.mist.server.gate.Caller;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a message says about who sent it and why, beside its payload. With MQTT 3 it says nothing.
 *
 * @param user the property {@code mist-user}: the name that the sender gives itself
 * @param key the property {@code mist-key}, under which the message is taken once
 */
record Sender(@Nullable String user, @Nullable String key, Mqtt5Publish message) {

    /** With the door's name before it, each must fit into its column. */
    static final int MAX_TEXT = 150;

    static final String USER = "mist-user";
    static final String KEY = "mist-key";

    static Sender of(Mqtt5Publish message) {
        return new Sender(filled(message, USER), filled(message, KEY), message);
    }

    static @Nullable String property(Mqtt5Publish message, String name) {
        return message.getUserProperties().asList().stream()
                .filter(p -> p.getName().toString().equals(name))
                .map(p -> p.getValue().toString())
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String filled(Mqtt5Publish message, String name) {
        String value = property(message, name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    Caller caller() {
        return new Caller("mqtt", user);
    }

    /** Returns the properties of a request beside its payload. */
    OperationReader.Context context(Topics.RequestTopic asked) {
        return new OperationReader.Context(asked.operation(), asked.route(), this::keyOf, problems());
    }

    /** Under which the request is done once. */
    private @Nullable String keyOf(@Nullable String requested) {
        String named = key == null ? requested : key;
        return named == null ? requestKey() : "mqtt:" + named;
    }

    List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        require(problems, USER, user);
        require(problems, KEY, key);
        return problems;
    }

    private static void require(List<Problem> problems, String name, @Nullable String value) {
        if (value != null && value.length() > MAX_TEXT) {
            problems.add(new Problem(
                    name, value.length() + " characters (expected: at most " + MAX_TEXT + " in the user property)"));
        }
    }

    /**
     * Tells one request of MQTT 5 from another: the correlation data names it among those that are answered at the response
     * topic. The payload is part of it, so that a client that counts from 1 again after its restart gets no old answer to
     * a new question. Null without either.
     */
    private @Nullable String requestKey() {
        Optional<ByteBuffer> correlation = message.getCorrelationData();
        if (correlation.isEmpty() || message.getResponseTopic().isEmpty()) {
            return null;
        }
        MessageDigest digest = Digests.newSha256();
        add(digest, utf8(message.getTopic().toString()));
        add(digest, utf8(message.getResponseTopic().get().toString()));
        add(digest, correlation.get());
        add(digest, ByteBuffer.wrap(message.getPayloadAsBytes()));
        return "mqtt5:" + HexFormat.of().formatHex(digest.digest());
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void add(MessageDigest digest, ByteBuffer part) {
        digest.update(
                ByteBuffer.allocate(Integer.BYTES).putInt(part.remaining()).flip());
        digest.update(part.duplicate());
    }
}
