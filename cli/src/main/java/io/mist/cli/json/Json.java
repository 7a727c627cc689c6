package io.mist.cli.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** JSON trees: decimals stay as written; repeated keys and trailing text are rejected. */
public final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Json() {}

    /** A text that is no JSON, with the place of the error. */
    public static final class MalformedJson extends Exception {
        MalformedJson(String message) {
            super(message);
        }

        /** What is wrong and where. */
        public String text() {
            return String.valueOf(getMessage());
        }
    }

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static JsonNode parse(String text) throws MalformedJson {
        try {
            JsonNode node = MAPPER.readTree(text);
            if (node == null || node.isMissingNode()) {
                throw new MalformedJson("empty text (expected: a JSON value)");
            }
            return node;
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw new MalformedJson("malformed JSON" + where + ": " + e.getOriginalMessage());
        }
    }

    /** The value, or empty if the text is no JSON. */
    public static Optional<JsonNode> parseIfJson(String text) {
        try {
            return Optional.of(parse(text));
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    public static String compact(JsonNode node) {
        return write(node, false);
    }

    public static String pretty(JsonNode node) {
        return write(node, true);
    }

    /** A string without quotes, any other value as JSON. */
    public static String plain(JsonNode node) {
        if (node.isMissingNode()) {
            return "";
        }
        return node.isTextual() ? node.textValue() : compact(node);
    }

    private static String write(JsonNode node, boolean indented) {
        try {
            var writer = MAPPER.writer();
            return (indented ? writer.with(SerializationFeature.INDENT_OUTPUT) : writer).writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree that cannot be written", e);
        }
    }
}
