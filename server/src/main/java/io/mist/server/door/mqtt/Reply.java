package io.mist.server.door.mqtt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.mist.protocol.MistException;
import io.mist.server.door.Answer;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the answer to one request goes, and what of the request it repeats. Immutable.
 *
 * @param topic null if nothing in the request or the settings names one
 */
record Reply(@Nullable String topic, @Nullable ByteBuffer correlation, ObjectNode echo) {

    private static final List<String> ECHOED = List.of("id", "externalId");

    /**
     * @param object the request as far as it could be read; empty if not at all
     */
    static Reply to(Mqtt5Publish message, Topics.RequestTopic asked, ObjectNode object, @Nullable String publishTopic) {
        ObjectNode echo = JsonNodeFactory.instance.objectNode();
        for (String key : ECHOED) {
            JsonNode value = object.get(key);
            if (value != null && value.isValueNode()) {
                echo.set(key, value);
            }
        }
        return new Reply(
                topic(message, asked, object, publishTopic),
                message.getCorrelationData().orElse(null),
                echo);
    }

    private static @Nullable String topic(
            Mqtt5Publish message, Topics.RequestTopic asked, ObjectNode object, @Nullable String publishTopic) {
        if (message.getResponseTopic().isPresent()) {
            return message.getResponseTopic().get().toString();
        }
        String replyTo = object.path("replyTo").textValue();
        if (replyTo != null && Topics.isName(replyTo)) {
            return replyTo;
        }
        if (asked.isForAnyRoute() && publishTopic != null) {
            return publishTopic;
        }
        String route =
                asked.route() != null ? asked.route() : object.path("route").textValue();
        return route != null && Topics.isLevel(route) ? Topics.replies(route) : null;
    }

    ObjectNode answer(Answer answer) {
        return with(answer.kind().field(), answer.json());
    }

    ObjectNode error(MistException error) {
        return with("error", Wire.problem(error));
    }

    private ObjectNode with(String key, JsonNode value) {
        ObjectNode answer = echo.deepCopy();
        answer.set(key, value);
        return answer;
    }
}
