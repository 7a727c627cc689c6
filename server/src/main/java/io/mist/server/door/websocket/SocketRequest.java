package io.mist.server.door.websocket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.server.gate.LiveRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a client asks for in one frame; everything wrong is its error and says what was expected. */
record SocketRequest(String op, ObjectNode body) {

    /** The fields of each operation, beside {@code op} and {@code id}. */
    private static final Map<String, List<String>> FIELDS = Map.ofEntries(
            Map.entry("subscribe", List.of("route", "output", "input", "from", "run", "envelope", "where", "credit")),
            Map.entry("unsubscribe", List.of()),
            Map.entry("credit", List.of("add")),
            Map.entry("start", List.of("route", "parameters", "key", "wait")),
            Map.entry("run", List.of("run", "wait")),
            Map.entry("cancel", List.of("run", "route")),
            Map.entry("live", List.of("run", "route", "version", "wait", "timeout")),
            Map.entry("live-set", List.of("run", "route", "values", "key", "ifVersion", "wait", "timeout")),
            Map.entry("live-rollback", List.of("run", "route", "to", "key", "ifVersion", "wait", "timeout")),
            Map.entry("live-history", List.of("run", "route", "limit", "before")),
            Map.entry("live-diff", List.of("run", "route", "from", "to")),
            Map.entry("push", List.of("route", "input", "message", "messages", "key")));

    private static final int MAX_KEY = 200;
    private static final int MAX_SHOWN = 80;
    private static final Set<String> OBJECTS = Set.of("parameters", "values");
    private static final Set<String> NUMBERS = Set.of("ifVersion", "to", "version", "limit", "before", "credit", "add");
    private static final Set<String> TEXTS =
            Set.of("route", "output", "input", "run", "from", "envelope", "key", "wait", "timeout");

    static SocketRequest parse(String text) {
        ObjectNode body = Json.parseObject(text);
        return new SocketRequest(body.path("op").asText(), body);
    }

    /** Refuses what no operation knows. */
    SocketRequest checked() {
        List<String> fields = FIELDS.get(op);
        if (fields == null) {
            throw malformed(
                    "op: '" + op + "' (expected: one of "
                            + String.join(
                                    ", ", FIELDS.keySet().stream().sorted().toList()) + ")",
                    List.of());
        }
        List<Problem> problems = new ArrayList<>();
        body.fieldNames().forEachRemaining(name -> {
            if (!fields.contains(name) && !name.equals("op") && !name.equals("id")) {
                problems.add(new Problem(
                        name,
                        "unknown field (expected: op, id" + (fields.isEmpty() ? "" : ", ") + String.join(", ", fields)
                                + ")"));
            }
        });
        fields.forEach(name -> checkType(name, problems));
        if (!problems.isEmpty()) {
            throw malformed(problems.get(0).path() + ": " + problems.get(0).message(), problems);
        }
        return this;
    }

    private void checkType(String name, List<Problem> problems) {
        JsonNode value = field(name);
        if (value == null) {
            return;
        }
        if (OBJECTS.contains(name) && !value.isObject()) {
            problems.add(new Problem(name, shown(value) + " (expected: an object)"));
        } else if (NUMBERS.contains(name) && !(value.isIntegralNumber() && value.canConvertToLong())) {
            problems.add(new Problem(name, shown(value) + " (expected: a whole number)"));
        } else if (TEXTS.contains(name) && !value.isTextual() && !value.isIntegralNumber()) {
            problems.add(new Problem(name, shown(value) + " (expected: a string)"));
        } else if (name.equals("key") && value.asText().length() > MAX_KEY) {
            problems.add(
                    new Problem(name, value.asText().length() + " characters (expected: at most " + MAX_KEY + ")"));
        }
    }

    /** Offending values go back to the caller, but not at any length. */
    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    }

    private static MistException malformed(String message, List<Problem> problems) {
        return MistException.caller("malformed-request", message, problems);
    }

    private static MistException wrong(String field, @Nullable JsonNode value, String expected) {
        return malformed(
                field + ": " + (value == null ? "missing" : shown(value)) + " (expected: " + expected + ")", List.of());
    }

    @Nullable
    String id() {
        JsonNode id = body.get("id");
        return id != null && (id.isTextual() || id.isIntegralNumber()) ? id.asText() : null;
    }

    String requiredId() {
        return required("id");
    }

    private @Nullable JsonNode field(String name) {
        JsonNode value = body.get(name);
        return value == null || value.isNull() ? null : value;
    }

    @Nullable
    String text(String name) {
        JsonNode value = field(name);
        if (value == null || value.isTextual() || value.isIntegralNumber()) {
            return value == null ? null : value.asText();
        }
        throw wrong(name, value, "a string");
    }

    String text(String name, String otherwise) {
        return Objects.requireNonNullElse(text(name), otherwise);
    }

    String required(String name) {
        String text = text(name);
        if (text == null) {
            throw wrong(name, null, "a string");
        }
        return text;
    }

    ObjectNode object(String name) {
        JsonNode value = field(name);
        if (value == null) {
            return Json.MAPPER.createObjectNode();
        }
        if (value instanceof ObjectNode object) {
            return object;
        }
        throw wrong(name, value, "an object");
    }

    ObjectNode requiredObject(String name) {
        if (field(name) == null) {
            throw wrong(name, null, "an object");
        }
        return object(name);
    }

    @Nullable
    Long number(String name, long least, long most) {
        JsonNode value = field(name);
        if (value == null) {
            return null;
        }
        if (value.isIntegralNumber()
                && value.canConvertToLong()
                && value.longValue() >= least
                && value.longValue() <= most) {
            return value.longValue();
        }
        throw wrong(name, value, "a number from " + least + " to " + most);
    }

    long requiredNumber(String name, long least, long most) {
        Long number = number(name, least, most);
        if (number == null) {
            throw wrong(name, null, "a number from " + least + " to " + most);
        }
        return number;
    }

    @Nullable
    Duration duration(String name) {
        String text = text(name);
        try {
            Duration duration = text == null ? null : Duration.parse(text);
            if (duration == null || !duration.isNegative()) {
                return duration;
            }
        } catch (DateTimeParseException e) {
            throw wrong(name, field(name), "an ISO-8601 duration such as PT30S");
        }
        throw wrong(name, field(name), "a duration that is not negative, such as PT30S");
    }

    /** How long to wait until a change is applied; null if it is not waited for. */
    @Nullable
    Duration awaitApplied() {
        String wait = text("wait", "accepted");
        return switch (wait) {
            case "accepted" -> null;
            case "applied" -> Objects.requireNonNullElse(duration("timeout"), LiveRequest.USUAL_WAIT);
            default -> throw wrong("wait", field("wait"), "accepted or applied");
        };
    }

    LiveRequest.Target target() {
        String run = text("run");
        if (run != null && field("route") != null) {
            throw malformed("run, route: both are given (expected: one of them)", List.of());
        }
        return run == null ? LiveRequest.Target.route(required("route")) : LiveRequest.Target.run(run);
    }

    /** What is pushed, as JSON texts. */
    List<byte[]> messages() {
        boolean isOne = body.has("message");
        JsonNode messages = body.get("messages");
        if (isOne == (messages != null) || (messages != null && !messages.isArray())) {
            throw malformed("message, messages: (expected: either \"message\" or a list \"messages\")", List.of());
        }
        List<byte[]> texts = new ArrayList<>();
        for (JsonNode message : isOne ? List.of(body.get("message")) : messages) {
            texts.add(Json.write(message).getBytes(StandardCharsets.UTF_8));
        }
        return texts;
    }
}
