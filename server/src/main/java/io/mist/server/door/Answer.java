package io.mist.server.door;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.protocol.Json;

/**
 * What a request is answered with.
 *
 * @param view becomes JSON
 */
public record Answer(Kind kind, Object view) {

    /** What the view shows. */
    public enum Kind {
        RUN("run"),
        LIVE("live"),
        HISTORY("history"),
        DIFFERENCE("difference"),
        PUSH("push"),
        PAGE("page");

        private final String field;

        Kind(String field) {
            this.field = field;
        }

        /** The field of an answer that holds it. */
        public String field() {
            return field;
        }
    }

    public JsonNode json() {
        return Json.MAPPER.valueToTree(view);
    }
}
