package io.mist.server.door.mqtt;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.server.door.ProblemDocument;
import java.nio.charset.StandardCharsets;

/** Views and errors as they travel: as over HTTP. */
final class Wire {

    private Wire() {}

    static ObjectNode tree(Object view) {
        return Json.MAPPER.valueToTree(view);
    }

    static byte[] bytes(Object view) {
        return Json.write(view).getBytes(StandardCharsets.UTF_8);
    }

    static String text(Object view) {
        return Json.write(view);
    }

    static ObjectNode problem(MistException error) {
        return ProblemDocument.of(error);
    }
}
