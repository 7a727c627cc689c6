package io.mist.server.door.mqtt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads one request and notes everything that is wrong with it. Used by one thread. */
final class RequestReader {

    /** The largest payload of a request, in bytes. */
    static final int MAX_PAYLOAD = 1 << 20;

    private final ObjectNode object;
    private final Sender sender;
    private final List<Problem> problems = new ArrayList<>();

    RequestReader(ObjectNode object, Sender sender) {
        this.object = object;
        this.sender = sender;
    }

    /**
     * @param maxLive bytes of a change of live values, which may be larger than other requests
     * @throws MistException of kind caller, code {@code payload-too-large} or {@code malformed-json}
     */
    static ObjectNode object(byte[] payload, Topics.Asked asked, int maxLive) {
        boolean isLive = asked.verb() == Topics.Asked.Verb.LIVE_SET && maxLive > MAX_PAYLOAD;
        int most = isLive ? maxLive : MAX_PAYLOAD;
        if (payload.length > most) {
            throw MistException.caller(
                    "payload-too-large",
                    "a request of " + payload.length + " bytes (expected: at most " + most
                            + (isLive ? ", mist.live.max-bytes)" : ")"));
        }
        return Json.parseObject(text(payload));
    }

    private static String text(byte[] payload) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload))
                    .toString();
        } catch (CharacterCodingException e) {
            throw MistException.caller("malformed-json", "a payload that is not UTF-8 (expected: JSON in UTF-8)")
                    .causedBy(e);
        }
    }

    /**
     * @throws MistException of kind caller, code {@code malformed-request}, with all problems
     */
    Request read(Topics.Asked asked) {
        Request request = switch (asked.verb()) {
            case START -> start(routeOf(asked), Set.of("parameters", "id", "replyTo"));
            case START_ANY ->
                start(requiredText("route"), Set.of("route", "parameters", "externalId", "id", "replyTo"));
            case CANCEL -> cancel(routeOf(asked));
            case LIVE_SET -> liveSet(routeOf(asked));
            case PUSH -> push(routeOf(asked));
        };
        problems.addAll(sender.problems());
        if (!problems.isEmpty()) {
            throw MistException.caller("malformed-request", problems.size() + " problem(s) with the request", problems);
        }
        return request;
    }

    private Request start(String route, Set<String> keys) {
        onlyKeys(keys);
        text("externalId");
        checkReplyTo();
        return new Request.Start(route, objectAt("parameters", false), key());
    }

    private Request cancel(String route) {
        onlyKeys(Set.of("run", "id", "replyTo"));
        checkReplyTo();
        text("id");
        return new Request.Cancel(route, text("run"));
    }

    private Request liveSet(String route) {
        onlyKeys(Set.of("values", "run", "ifVersion", "wait", "id", "replyTo"));
        checkReplyTo();
        return new Request.SetLive(route, text("run"), objectAt("values", true), version(), awaitApplied(), key());
    }

    private Request push(String route) {
        onlyKeys(Set.of("input", "messages", "id", "replyTo"));
        checkReplyTo();
        return new Request.Push(route, requiredText("input"), messages(), key());
    }

    private List<byte[]> messages() {
        JsonNode messages = object.path("messages");
        if (!messages.isArray() || messages.isEmpty()) {
            problems.add(new Problem(
                    "messages",
                    messages.isMissingNode()
                            ? "missing (expected: an array of messages)"
                            : shown(messages) + " (expected: an array that is not empty)"));
        }
        List<byte[]> texts = new ArrayList<>();
        messages.forEach(message -> texts.add(Wire.bytes(message)));
        return texts;
    }

    /** Under which the request is done once. */
    private @Nullable String key() {
        String id = text("id");
        if (id != null && id.length() > Sender.MAX_TEXT) {
            problems.add(new Problem("id", id.length() + " characters (expected: at most " + Sender.MAX_TEXT + ")"));
        }
        String key = sender.key() != null ? sender.key() : id;
        return key == null ? sender.requestKey() : "mqtt:" + key;
    }

    private static String routeOf(Topics.Asked asked) {
        String route = asked.route();
        if (route == null) {
            throw new IllegalArgumentException("no route in the topic of " + asked.verb());
        }
        return route;
    }

    private void onlyKeys(Set<String> expected) {
        object.fieldNames().forEachRemaining(key -> {
            if (!expected.contains(key)) {
                problems.add(
                        new Problem(key, "unknown key (expected: " + String.join(", ", new TreeSet<>(expected)) + ")"));
            }
        });
    }

    private void checkReplyTo() {
        String topic = text("replyTo");
        if (topic != null && !Topics.isName(topic)) {
            problems.add(new Problem("replyTo", "'" + topic + "' (expected: a topic without + and #)"));
        }
    }

    private @Nullable String text(String key) {
        JsonNode value = object.path(key);
        if (value.isTextual() && !value.textValue().isEmpty()) {
            return value.textValue();
        }
        if (!value.isMissingNode() && !value.isNull()) {
            problems.add(new Problem(key, shown(value) + " (expected: a string that is not empty)"));
        }
        return null;
    }

    private String requiredText(String key) {
        if (object.path(key).isMissingNode() || object.path(key).isNull()) {
            problems.add(new Problem(key, "missing (expected: a string)"));
        }
        String text = text(key);
        return text == null ? "" : text;
    }

    private ObjectNode objectAt(String key, boolean required) {
        JsonNode value = object.path(key);
        if (value instanceof ObjectNode node) {
            return node;
        }
        if (value.isMissingNode() && required) {
            problems.add(new Problem(key, "missing (expected: an object)"));
        } else if (!value.isMissingNode()) {
            problems.add(new Problem(key, shown(value) + " (expected: an object)"));
        }
        return JsonNodeFactory.instance.objectNode();
    }

    private @Nullable Long version() {
        JsonNode value = object.path("ifVersion");
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0) {
            return value.longValue();
        }
        problems.add(new Problem("ifVersion", shown(value) + " (expected: a version, a whole number from 0)"));
        return null;
    }

    private boolean awaitApplied() {
        JsonNode value = object.path("wait");
        if (value.isMissingNode() || value.isNull()) {
            return false;
        }
        String text = value.isTextual() ? value.textValue() : "";
        if (!text.equals("accepted") && !text.equals("applied")) {
            problems.add(new Problem("wait", shown(value) + " (expected: \"accepted\" or \"applied\")"));
        }
        return text.equals("applied");
    }

    /** Offending values go back to the caller, but not at any length. */
    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
