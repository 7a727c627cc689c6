package io.mist.server.door.websocket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.server.door.OperationReader;
import io.mist.server.door.RequestFields;
import io.mist.server.gate.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for in one frame. Immutable.
 *
 * @param id under which it is answered; null if there is none
 */
record SocketRequest(@Nullable String id, ObjectNode body) {

    private static final String ID = "id";
    private static final OperationReader READER =
            new OperationReader(List.of(ID), new OperationReader.KeyField(null, 200), SocketRequest::checkId);

    static SocketRequest of(ObjectNode body) {
        JsonNode id = body.path(ID);
        return new SocketRequest(id.isTextual() || id.isIntegralNumber() ? id.asText() : null, body);
    }

    private static void checkId(RequestFields fields) {
        String unused = fields.requiredText(ID);
    }

    static boolean changesLive(ObjectNode body) {
        return OperationReader.isChange(body.path("op").asText());
    }

    Operation operation() {
        return READER.read(body, OperationReader.Context.NONE);
    }
}
