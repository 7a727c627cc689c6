package io.mist.cli.value;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.cli.exit.Failure;
import io.mist.cli.json.Json;
import io.mist.cli.wire.Line;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a line of standard input becomes a message: it is JSON, or a text for one of its fields. */
public final class LineForm {

    private final @Nullable String field;
    private final boolean always;

    /**
     * @param field the field for a text; null if every line is JSON
     * @param always whether even a line that is such a message is a text
     */
    private LineForm(@Nullable String field, boolean always) {
        this.field = field;
        this.always = always;
    }

    public static LineForm json() {
        return new LineForm(null, false);
    }

    /** Texts, if the messages have one required field and it is a string; else JSON. */
    public static LineForm bySchema(JsonNode schema) {
        return new LineForm(onlyRequired(schema), false);
    }

    /** @param field empty for the one required field */
    public static LineForm text(JsonNode schema, String field, String input) {
        String named = field.isEmpty() ? onlyRequired(schema) : field;
        if (named == null) {
            throw Failure.usage("--text: a message of '" + input
                    + "' has no single required field that is a string (expected: --text=FIELD)");
        }
        return new LineForm(named, true);
    }

    private static @Nullable String onlyRequired(JsonNode schema) {
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        boolean isText = required.size() == 1
                && schema.path("properties")
                        .path(required.get(0))
                        .path("type")
                        .asText()
                        .equals("string");
        return isText ? required.get(0) : null;
    }

    /** Whether a line holds no message: an empty line is a text, but no JSON. */
    public boolean isEmpty(Line line) {
        return field == null && text(line).isBlank();
    }

    /** The message as JSON in UTF-8, on one line. */
    public byte[] message(Line line) {
        if (field == null || (!always && isMessage(line))) {
            return line.bytes();
        }
        ObjectNode message = Json.object().put(field, text(line));
        return Json.compact(message).getBytes(StandardCharsets.UTF_8);
    }

    private boolean isMessage(Line line) {
        String text = text(line);
        return text.startsWith("{")
                && Json.parseIfJson(text)
                        .filter(message -> message.path(field).isTextual())
                        .isPresent();
    }

    /** Bytes that are not UTF-8 become U+FFFD. */
    private static String text(Line line) {
        return new String(line.bytes(), StandardCharsets.UTF_8);
    }
}
