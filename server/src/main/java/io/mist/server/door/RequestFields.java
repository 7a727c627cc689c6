package io.mist.server.door;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.protocol.Spelling;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The fields of a request that is a JSON object, and everything that is wrong with them. Used by one thread. */
public final class RequestFields {

    private final ObjectNode object;
    private final Map<String, String> given;
    private final List<Problem> problems = new ArrayList<>();

    public RequestFields(ObjectNode object) {
        this(object, Map.of());
    }

    /** @param given fields that the request has from elsewhere, such as its topic */
    RequestFields(ObjectNode object, Map<String, String> given) {
        this.object = object;
        this.given = given;
    }

    /** @throws MistException of kind caller, code {@code malformed-request}, if there are problems, with all of them */
    public void check() {
        if (!problems.isEmpty()) {
            int more = problems.size() - 1;
            throw MistException.caller(
                    "malformed-request",
                    problems.get(0)
                            + (more == 0 ? "" : " (and " + more + (more == 1 ? " problem" : " problems") + " more)"),
                    problems);
        }
    }

    public void wrong(String field, String message) {
        problems.add(new Problem(field, message));
    }

    void wrong(List<Problem> found) {
        problems.addAll(found);
    }

    private void wrong(String field, JsonNode value, String expected) {
        wrong(field, (value.isMissingNode() ? "missing" : Json.shown(value)) + " (expected: " + expected + ")");
    }

    /** Rejects every field that is none of these. */
    public void only(Iterable<String> expected) {
        TreeSet<String> known = new TreeSet<>();
        expected.forEach(known::add);
        object.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                String near = Spelling.nearest(key, known)
                        .map(name -> "; did you mean '" + name + "'?")
                        .orElse("");
                wrong(key, "unknown key" + near + " (expected: " + String.join(", ", known) + ")");
            }
        });
    }

    boolean has(String key) {
        return given.containsKey(key) || !isAbsent(object.path(key));
    }

    /** A text that is not empty, for which a whole number counts too; null if there is none, or something else. */
    public @Nullable String text(String key) {
        JsonNode value = object.path(key);
        return value.isIntegralNumber() ? value.asText() : string(key);
    }

    /** A text that is not empty; null if there is none, or something else. */
    public @Nullable String string(String key) {
        if (given.containsKey(key)) {
            return given.get(key);
        }
        JsonNode value = object.path(key);
        if (value.isTextual() && !value.textValue().isEmpty()) {
            return value.textValue();
        }
        if (!isAbsent(value)) {
            wrong(key, value, "a string that is not empty");
        }
        return null;
    }

    String text(String key, String otherwise) {
        return Objects.requireNonNullElse(text(key), otherwise);
    }

    /** Empty if there is none; then there is a problem. */
    public String requiredText(String key) {
        if (!has(key)) {
            wrong(key, "missing (expected: a string)");
        }
        return text(key, "");
    }

    /** One of these; the first one if there is none, or another one. */
    String choice(String key, List<String> expected) {
        JsonNode value = object.path(key);
        if (isAbsent(value)) {
            return expected.get(0);
        }
        if (value.isTextual() && expected.contains(value.textValue())) {
            return value.textValue();
        }
        wrong(key, value, "\"" + String.join("\" or \"", expected) + "\"");
        return expected.get(0);
    }

    /** Empty if there is none. */
    public ObjectNode object(String key) {
        JsonNode value = object.path(key);
        if (value instanceof ObjectNode node) {
            return node;
        }
        if (!isAbsent(value)) {
            wrong(key, value, "an object");
        }
        return JsonNodeFactory.instance.objectNode();
    }

    public ObjectNode requiredObject(String key) {
        if (!has(key)) {
            wrong(key, "missing (expected: an object)");
        }
        return object(key);
    }

    /** Whatever stands there; null if there is nothing. */
    @Nullable
    JsonNode value(String key) {
        return object.get(key);
    }

    /** {@code messages}, an array, or {@code message}, a single one: as JSON texts. */
    List<byte[]> messages() {
        JsonNode one = object.path("message");
        JsonNode several = object.path("messages");
        List<byte[]> texts = new ArrayList<>();
        if (!one.isMissingNode() && !several.isMissingNode()) {
            wrong("message", "there is \"messages\" too (expected: one of both)");
        } else if (!one.isMissingNode()) {
            texts.add(bytes(one));
        } else if (!several.isArray() || several.isEmpty()) {
            wrong("messages", several, "an array that is not empty");
        } else {
            several.forEach(message -> texts.add(bytes(message)));
        }
        return texts;
    }

    private static byte[] bytes(JsonNode message) {
        return Json.write(message).getBytes(StandardCharsets.UTF_8);
    }

    /** A whole number; null if there is none, or something else. */
    @Nullable
    Long number(String key, long least, long most) {
        JsonNode value = object.path(key);
        if (isAbsent(value)) {
            return null;
        }
        if (value.isIntegralNumber()
                && value.canConvertToLong()
                && value.longValue() >= least
                && value.longValue() <= most) {
            return value.longValue();
        }
        wrong(key, value, range(least, most));
        return null;
    }

    long number(String key, long least, long most, long otherwise) {
        return Objects.requireNonNullElse(number(key, least, most), otherwise);
    }

    /** The least one if there is none; then there is a problem. */
    public long requiredNumber(String key, long least, long most) {
        if (!has(key)) {
            wrong(key, "missing (expected: " + range(least, most) + ")");
        }
        return number(key, least, most, least);
    }

    private static String range(long least, long most) {
        return "a whole number from " + least + (most == Long.MAX_VALUE ? "" : " to " + most);
    }

    @Nullable
    Duration duration(String key) {
        JsonNode value = object.path(key);
        if (isAbsent(value)) {
            return null;
        }
        try {
            Duration duration = Duration.parse(value.asText());
            if (!duration.isNegative()) {
                return duration;
            }
        } catch (DateTimeParseException e) {
            wrong(key, value, "an ISO-8601 duration such as PT30S");
            return null;
        }
        wrong(key, value, "a duration that is not negative, such as PT30S");
        return null;
    }

    private static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }
}
