package io.mist.server.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.mist.protocol.Digests;
import io.mist.protocol.Json;
import io.mist.server.gate.LiveRequest;
import java.nio.charset.StandardCharsets;

/** The hash of a change's request, to distinguish a repeated one from another under the same key. */
final class Fingerprint {

    private Fingerprint() {}

    /** The order of fields does not matter. */
    static String of(LiveRequest.Change change) {
        return Digests.sha256(text(change).getBytes(StandardCharsets.UTF_8));
    }

    private static String text(LiveRequest.Change change) {
        if (change instanceof LiveRequest.Patch patch) {
            return "patch " + ordered(Json.MAPPER.convertValue(patch.values(), Object.class));
        }
        return change.toString();
    }

    private static String ordered(Object values) {
        try {
            return Json.MAPPER
                    .writer(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .writeValueAsString(values);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot write a merge patch as JSON", e);
        }
    }
}
