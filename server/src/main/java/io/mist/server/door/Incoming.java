package io.mist.server.door;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Messages that are pushed together: plain JSON, or what a CloudEvent carries.
 *
 * @param messages JSON texts in UTF-8, unchecked
 * @param key under which they are appended once: of a CloudEvent, its source and id; null if they have none of their own
 */
public record Incoming(List<byte[]> messages, @Nullable String key) {

    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch+json";

    /**
     * Reads one message, or events, as the content type says. CloudEvents are read in structured, batched and binary
     * mode; anything else is one message as it is.
     *
     * @param contentType null if none was given
     * @param attributes a CloudEvents attribute by its name without a prefix, as the headers have it, or null
     * @throws MistException of kind caller, code {@code invalid-event}, with all problems
     */
    public static List<Incoming> read(
            @Nullable String contentType, UnaryOperator<@Nullable String> attributes, byte[] body) {
        String type = contentType == null
                ? ""
                : contentType.toLowerCase(Locale.ROOT).replaceAll(";.*", "").strip();
        if (type.equals(STRUCTURED)) {
            return List.of(event(Json.parseObject(text(body)), ""));
        }
        if (type.equals(BATCH)) {
            return events(body);
        }
        String id = attributes.apply("id");
        String source = attributes.apply("source");
        boolean isEvent = attributes.apply("specversion") != null && id != null && source != null;
        return List.of(new Incoming(List.of(body), isEvent ? key(source, id) : null));
    }

    private static List<Incoming> events(byte[] body) {
        JsonNode events = Json.parse(text(body));
        if (!events.isArray()) {
            throw invalid(List.of(new Problem("", "is no array (expected: an array of CloudEvents)")));
        }
        List<Incoming> read = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            if (!(events.get(i) instanceof ObjectNode event)) {
                throw invalid(List.of(new Problem("[" + i + "]", "is no object (expected: a CloudEvent)")));
            }
            read.add(event(event, "[" + i + "]."));
        }
        return read;
    }

    private static Incoming event(ObjectNode event, String at) {
        List<Problem> problems = new ArrayList<>();
        if (!event.path("specversion").asText().equals("1.0")) {
            problems.add(new Problem(at + "specversion", event.path("specversion") + " (expected: \"1.0\")"));
        }
        for (String name : List.of("id", "source", "type")) {
            if (event.path(name).asText().isEmpty()) {
                problems.add(new Problem(at + name, "missing (expected: a text that is not empty)"));
            }
        }
        byte[] data = data(event, at, problems);
        if (!problems.isEmpty()) {
            throw invalid(problems);
        }
        return new Incoming(
                List.of(data),
                key(event.path("source").asText(), event.path("id").asText()));
    }

    private static byte[] data(ObjectNode event, String at, List<Problem> problems) {
        if (event.has("data")) {
            return Json.write(event.get("data")).getBytes(StandardCharsets.UTF_8);
        }
        try {
            if (event.path("data_base64").isTextual()) {
                return Base64.getDecoder().decode(event.get("data_base64").asText());
            }
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(at + "data_base64", "is no base64: " + e.getMessage()));
            return new byte[0];
        }
        problems.add(new Problem(at + "data", "missing (expected: the message)"));
        return new byte[0];
    }

    /** The source and id together name an event; neither holds a line feed. */
    private static String key(String source, String id) {
        return source + "\n" + id;
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }

    private static MistException invalid(List<Problem> problems) {
        return MistException.caller("invalid-event", "the CloudEvent has problems", problems);
    }
}
