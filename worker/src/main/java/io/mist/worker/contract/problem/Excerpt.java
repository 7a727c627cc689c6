package io.mist.worker.contract.problem;

import com.fasterxml.jackson.databind.JsonNode;

/** The excerpt of an offending value in a message: the whole value if it is short, else its beginning. */
public final class Excerpt {

    static final int MAX_CHARACTERS = 80;

    private Excerpt() {}

    public static String text(String text) {
        return text.length() <= MAX_CHARACTERS ? text : text.substring(0, MAX_CHARACTERS) + "…";
    }

    public static String json(JsonNode node) {
        if (node.isObject()) {
            return "an object";
        }
        if (node.isArray()) {
            return "a list";
        }
        if (node.isTextual()) {
            return "\"" + text(node.textValue()) + "\"";
        }
        return text(node.asText());
    }
}
