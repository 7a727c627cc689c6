package io.mist.server.door.mqtt;

import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the MQTT door connects to.
 *
 * @param clientId names Mist's session at the broker; two servers at one broker need two
 * @param subscribeTopic takes start requests in the form {@code {"route", "parameters", "externalId"}}
 * @param publishTopic gets every output's payload, and the answers to requests on {@code subscribeTopic}; may be the
 *     same topic
 * @param maxMessage the largest message of an input, in bytes; a broker drops larger ones
 * @param maxLive the largest change of live values, in bytes
 * @param ownBroker whether the broker is an {@link EmbeddedBroker}
 */
public record MqttSettings(
        String host,
        int port,
        String clientId,
        @Nullable String username,
        @Nullable String password,
        @Nullable String subscribeTopic,
        @Nullable String publishTopic,
        int maxMessage,
        int maxLive,
        boolean ownBroker) {

    private static final int MAX_MESSAGE = 1 << 20;

    /**
     * @throws MistException of kind caller, code {@code invalid-settings}, with all problems
     */
    public MqttSettings {
        List<Problem> problems = new ArrayList<>();
        require(problems, !host.isBlank(), "host", host, "a host name or address");
        require(problems, port > 0 && port <= 65535, "port", port, "1..65535");
        require(problems, !clientId.isBlank(), "client-id", clientId, "a name, unique at the broker");
        require(problems, password == null || username != null, "password", "…", "a username with it");
        requireTopic(problems, "subscribe-topic", subscribeTopic);
        requireTopic(problems, "publish-topic", publishTopic);
        if (!problems.isEmpty()) {
            throw MistException.caller(
                    "invalid-settings", problems.size() + " problem(s) with the settings of the MQTT door", problems);
        }
    }

    /** A broker without a login and without the two topics of old. */
    public static MqttSettings of(String host, int port, String clientId) {
        return new MqttSettings(host, port, clientId, null, null, null, null, MAX_MESSAGE, MAX_MESSAGE, false);
    }

    public MqttSettings withTopics(@Nullable String subscribeTo, @Nullable String publishTo) {
        return new MqttSettings(
                host, port, clientId, username, password, subscribeTo, publishTo, maxMessage, maxLive, ownBroker);
    }

    public MqttSettings withLogin(String user, String secret) {
        return new MqttSettings(
                host, port, clientId, user, secret, subscribeTopic, publishTopic, maxMessage, maxLive, ownBroker);
    }

    public MqttSettings withMaxMessage(int bytes) {
        return new MqttSettings(
                host, port, clientId, username, password, subscribeTopic, publishTopic, bytes, maxLive, ownBroker);
    }

    public MqttSettings withMaxLive(int bytes) {
        return new MqttSettings(
                host, port, clientId, username, password, subscribeTopic, publishTopic, maxMessage, bytes, ownBroker);
    }

    public MqttSettings withOwnBroker() {
        return new MqttSettings(
                host, port, clientId, username, password, subscribeTopic, publishTopic, maxMessage, maxLive, true);
    }

    private static void requireTopic(List<Problem> problems, String name, @Nullable String topic) {
        require(problems, topic == null || Topics.isName(topic), name, topic, "a topic without + and #");
    }

    private static void require(
            List<Problem> problems, boolean holds, String name, @Nullable Object value, String expected) {
        if (!holds) {
            problems.add(new Problem("mist.mqtt." + name, value + " (expected: " + expected + ")"));
        }
    }

    /** Without the password: settings end up in logs. */
    @Override
    public String toString() {
        return "MqttSettings[" + host + ":" + port + ", clientId=" + clientId + ", username=" + username
                + ", subscribeTopic=" + subscribeTopic + ", publishTopic=" + publishTopic + ", ownBroker=" + ownBroker
                + "]";
    }
}
