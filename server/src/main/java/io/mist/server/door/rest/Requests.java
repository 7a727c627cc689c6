package io.mist.server.door.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.server.door.RequestFields;
import io.mist.server.gate.Caller;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads requests; everything wrong is the caller's error and says what was expected. */
final class Requests {

    private static final int MAX_HEADER = 200;
    /** With the door's name before it, it must fit into the column of who started a run. */
    private static final int MAX_USER = 150;

    private Requests() {}

    static Caller caller(AggregatedHttpRequest request) {
        return new Caller("http", header(request, "mist-user", MAX_USER));
    }

    /** A header of ours; null if absent. */
    static @Nullable String header(AggregatedHttpRequest request, String name) {
        return header(request, name, MAX_HEADER);
    }

    private static @Nullable String header(AggregatedHttpRequest request, String name, int most) {
        String value = request.headers().get(name);
        if (value == null || value.isBlank()) {
            return null;
        }
        if (value.length() > most) {
            throw MistException.caller(
                    "invalid-header", name + ": " + value.length() + " characters (expected: at most " + most + ")");
        }
        return value.strip();
    }

    /** The body as a JSON object; an empty body is an empty object. */
    static ObjectNode object(AggregatedHttpRequest request) {
        MediaType type = request.contentType();
        // The default type of curl -d is taken as JSON too.
        boolean readable = type == null
                || type.isJson()
                || type.is(MediaType.FORM_DATA)
                || type.is(MediaType.PLAIN_TEXT_UTF_8.withoutParameters());
        if (!readable) {
            throw MistException.caller(
                    "unsupported-media-type", "content-type: " + type + " (expected: application/json)");
        }
        String text = text(request.content().array());
        return text.isBlank() ? Json.MAPPER.createObjectNode() : Json.parseObject(text);
    }

    private static String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw MistException.caller("malformed-json", "the body is not UTF-8")
                    .causedBy(e);
        }
    }

    /** The fields of a body that may have these and no others. */
    static RequestFields only(ObjectNode body, String... names) {
        RequestFields fields = new RequestFields(body);
        fields.only(List.of(names));
        return fields;
    }

    /** One object of a body that has nothing else. */
    static ObjectNode field(ObjectNode body, String name) {
        RequestFields fields = only(body, name);
        ObjectNode object = fields.object(name);
        fields.check();
        return object;
    }

    /** {@code ?name} alone says true. */
    static boolean flag(QueryParams query, String name) {
        String text = query.get(name, "false");
        return switch (text) {
            case "", "true" -> true;
            case "false" -> false;
            default -> throw invalid(name, text, "true or false");
        };
    }

    static Optional<Duration> duration(QueryParams query, String name) {
        String text = query.get(name);
        if (text == null) {
            return Optional.empty();
        }
        try {
            Duration duration = Duration.parse(text);
            if (duration.isNegative()) {
                throw invalid(name, text, "a duration that is not negative, such as PT30S");
            }
            return Optional.of(duration);
        } catch (DateTimeParseException e) {
            throw invalid(name, text, "an ISO-8601 duration such as PT30S");
        }
    }

    static long number(QueryParams query, String name, long otherwise, long least, long most) {
        String text = query.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw invalid(name, text, "a number from " + least + " to " + most);
        }
        throw invalid(name, text, "a number from " + least + " to " + most);
    }

    /** {@code If-Match: "2"}. */
    static @Nullable Long ifMatch(AggregatedHttpRequest request) {
        String text = request.headers().get(HttpHeaderNames.IF_MATCH);
        if (text == null || text.equals("*")) {
            return null;
        }
        String version = text.replaceFirst("^W/", "").replace("\"", "");
        if (!version.matches("\\d{1,18}")) {
            throw MistException.caller("invalid-header", "if-match: " + text + " (expected: a version such as \"2\")");
        }
        return Long.valueOf(version);
    }

    static MistException invalid(String name, String value, String expected) {
        return MistException.caller("invalid-query", name + ": '" + value + "' (expected: " + expected + ")");
    }
}
