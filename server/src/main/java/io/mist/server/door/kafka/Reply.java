package io.mist.server.door.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.server.door.Answer;
import io.mist.server.door.ProblemDocument;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Where the answer to one request goes, and what of the request it repeats. Immutable.
 *
 * @param topic null for the door's own
 * @param key of the request, so that its answers come in order
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record Reply(@Nullable String topic, byte @Nullable [] key, List<Header> correlation, ObjectNode echo) {

    static final String ERROR = "error";

    private static final String ORIGIN = "replies";

    /** @param object the request as far as it could be read; empty if not at all */
    static Reply to(ConsumerRecord<byte[], byte[]> record, ObjectNode object) {
        ObjectNode echo = JsonNodeFactory.instance.objectNode();
        JsonNode id = object.get("id");
        if (id != null && id.isValueNode()) {
            echo.set("id", id);
        }
        List<Header> correlation = new ArrayList<>();
        for (String name : Headers.CORRELATION) {
            Header header = record.headers().lastHeader(name);
            if (header != null) {
                correlation.add(header);
            }
        }
        return new Reply(topic(record, object), record.key(), correlation, echo);
    }

    private static @Nullable String topic(ConsumerRecord<?, ?> record, ObjectNode object) {
        String named = Headers.REPLY_TOPIC.stream()
                .map(name -> Headers.text(record, name))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(() -> object.path("replyTo").textValue());
        return named != null && Topics.isName(named) ? named : null;
    }

    ObjectNode answer(Answer answer) {
        return with(answer.kind().field(), answer.json());
    }

    ObjectNode error(MistException error) {
        return with(ERROR, ProblemDocument.of(error));
    }

    private ObjectNode with(String field, JsonNode value) {
        ObjectNode answer = echo.deepCopy();
        answer.set(field, value);
        return answer;
    }

    ProducerRecord<byte[], byte[]> record(String to, ObjectNode answer) {
        var record = new ProducerRecord<>(to, key, Json.write(answer).getBytes(StandardCharsets.UTF_8));
        Headers.add(record, Headers.ORIGIN, ORIGIN);
        Headers.add(record, Headers.CONTENT_TYPE, "application/json");
        correlation.forEach(record.headers()::add);
        return record;
    }
}
