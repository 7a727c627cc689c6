package io.mist.server.door;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.server.gate.LiveRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The fields of a request that is a JSON object, and everything that is wrong with them. Used by one thread. */
public final class RequestFields {

    private final ObjectNode object;
    private final List<Problem> problems = new ArrayList<>();

    public RequestFields(ObjectNode object) {
        this.object = object;
    }

    /**
     * Reads a payload.
     *
     * @param most bytes
     * @throws MistException of kind caller, code {@code payload-too-large} or {@code malformed-json}
     */
    public static ObjectNode object(byte[] payload, int most) {
        if (payload.length > most) {
            throw MistException.caller(
                    "payload-too-large", "a request of " + payload.length + " bytes (expected: at most " + most + ")");
        }
        try {
            return Json.parseObject(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload))
                    .toString());
        } catch (CharacterCodingException e) {
            throw MistException.caller("malformed-json", "a payload that is not UTF-8 (expected: JSON in UTF-8)")
                    .causedBy(e);
        }
    }

    /** @throws MistException of kind caller, code {@code malformed-request}, if there are problems, with all of them */
    public void check() {
        if (!problems.isEmpty()) {
            throw MistException.caller("malformed-request", problems.size() + " problem(s) with the request", problems);
        }
    }

    public void wrong(String field, String message) {
        problems.add(new Problem(field, message));
    }

    public void only(Set<String> expected) {
        object.fieldNames().forEachRemaining(key -> {
            if (!expected.contains(key)) {
                wrong(key, "unknown key (expected: " + String.join(", ", new TreeSet<>(expected)) + ")");
            }
        });
    }

    /** A text that is not empty; null if there is none, or something else. */
    public @Nullable String text(String key) {
        JsonNode value = object.path(key);
        if (value.isTextual() && !value.textValue().isEmpty()) {
            return value.textValue();
        }
        if (!isAbsent(value)) {
            wrong(key, shown(value) + " (expected: a string that is not empty)");
        }
        return null;
    }

    /** Empty if there is none; then there is a problem. */
    public String requiredText(String key) {
        if (isAbsent(object.path(key))) {
            wrong(key, "missing (expected: a string)");
        }
        String text = text(key);
        return text == null ? "" : text;
    }

    /** Empty if there is none. */
    public ObjectNode object(String key) {
        JsonNode value = object.path(key);
        if (value instanceof ObjectNode node) {
            return node;
        }
        if (!value.isMissingNode()) {
            wrong(key, shown(value) + " (expected: an object)");
        }
        return JsonNodeFactory.instance.objectNode();
    }

    public ObjectNode requiredObject(String key) {
        if (object.path(key).isMissingNode()) {
            wrong(key, "missing (expected: an object)");
        }
        return object(key);
    }

    /** The elements of an array as JSON texts; of one that is missing, empty or too long none, and a problem. */
    public List<byte[]> requiredTexts(String key, int most) {
        JsonNode value = object.path(key);
        List<byte[]> texts = new ArrayList<>();
        if (!value.isArray() || value.isEmpty() || value.size() > most) {
            wrong(
                    key,
                    (value.isArray() ? "an array of " + value.size() : value.isMissingNode() ? "missing" : shown(value))
                            + " (expected: an array of 1 to " + most + ")");
            return texts;
        }
        value.forEach(element -> texts.add(Json.write(element).getBytes(StandardCharsets.UTF_8)));
        return texts;
    }

    public @Nullable Long version(String key) {
        JsonNode value = object.path(key);
        if (isAbsent(value)) {
            return null;
        }
        if (value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0) {
            return value.longValue();
        }
        wrong(key, shown(value) + " (expected: a version, a whole number from 0)");
        return null;
    }

    /** How long {@code applied} is waited for, as {@code wait} and {@code timeout} say; null if it is not. */
    public @Nullable Duration awaitApplied() {
        JsonNode value = object.path("wait");
        String text = value.isTextual() ? value.textValue() : "";
        if (!isAbsent(value) && !text.equals("accepted") && !text.equals("applied")) {
            wrong("wait", shown(value) + " (expected: \"accepted\" or \"applied\")");
        }
        Duration timeout = duration("timeout");
        return !text.equals("applied") ? null : timeout == null ? LiveRequest.USUAL_WAIT : timeout;
    }

    private @Nullable Duration duration(String key) {
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
            wrong(key, shown(value) + " (expected: an ISO-8601 duration such as PT30S)");
            return null;
        }
        wrong(key, shown(value) + " (expected: a duration that is not negative, such as PT30S)");
        return null;
    }

    /** {@code values}, a merge patch, or {@code rollbackTo}, a version: one of both. */
    public LiveRequest.Change liveChange() {
        boolean isRollback = !isAbsent(object.path("rollbackTo"));
        if (isRollback && !object.path("values").isMissingNode()) {
            wrong("rollbackTo", "there is \"values\" too (expected: one of both)");
        }
        if (!isRollback) {
            return new LiveRequest.Patch(requiredObject("values"));
        }
        Long to = version("rollbackTo");
        return new LiveRequest.Rollback(to == null ? 0 : to);
    }

    private static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    /** Offending values go back to the caller, but not at any length. */
    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
