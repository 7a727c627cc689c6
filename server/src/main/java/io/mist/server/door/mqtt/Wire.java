package io.mist.server.door.mqtt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;

/** Views and errors as they travel: as over HTTP. */
final class Wire {

    private static final JsonMapper MAPPER = Json.MAPPER
            .rebuild()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private Wire() {}

    static ObjectNode tree(Object view) {
        return MAPPER.valueToTree(view);
    }

    static byte[] bytes(Object view) {
        try {
            return MAPPER.writeValueAsBytes(view);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot write " + view.getClass().getName() + " as JSON", e);
        }
    }

    static ObjectNode problem(MistException error) {
        ObjectNode problem = MAPPER.createObjectNode();
        problem.put("code", error.code());
        problem.put("kind", error.kind().wireName());
        problem.put("detail", error.text());
        problem.set("problems", MAPPER.valueToTree(error.problems()));
        return problem;
    }
}
