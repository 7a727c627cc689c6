package io.mist.server.door;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.ErrorKind;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** An error as clients see it: RFC 9457, the same on every door. */
public final class ProblemDocument {

    /** Codes of callers' errors whose status is not 400. */
    private static final Map<String, Integer> STATUS = Map.ofEntries(
            Map.entry("foreign-origin", 403),
            Map.entry("unknown-route", 404),
            Map.entry("unknown-run", 404),
            Map.entry("unknown-output", 404),
            Map.entry("unknown-input", 404),
            Map.entry("unknown-message", 404),
            Map.entry("unknown-webhook", 404),
            Map.entry("unknown-version", 404),
            Map.entry("unknown-path", 404),
            Map.entry("artifact-not-found", 404),
            Map.entry("method-not-allowed", 405),
            Map.entry("not-acceptable", 406),
            Map.entry("not-one-run", 409),
            Map.entry("route-in-file", 409),
            Map.entry("breaking-change", 409),
            Map.entry("invalid-route", 422),
            Map.entry("run-ended", 409),
            Map.entry("version-conflict", 412),
            Map.entry("body-too-large", 413),
            Map.entry("too-many-messages", 413),
            Map.entry("live-values-too-large", 413),
            Map.entry("key-reused", 422),
            Map.entry("unsupported-media-type", 415),
            Map.entry("invalid-parameters", 422),
            Map.entry("invalid-live-values", 422));

    private ProblemDocument() {}

    public static int status(MistException error) {
        return switch (error.kind()) {
            case CALLER -> STATUS.getOrDefault(error.code(), 400);
            case JOB -> 502;
            case RESOURCES -> 503;
            case INTERNAL -> 500;
        };
    }

    public static ObjectNode of(MistException error) {
        ObjectNode document = Json.MAPPER.createObjectNode();
        document.put("type", "about:blank")
                .put("title", title(error.code()))
                .put("status", status(error))
                .put("code", error.code())
                .put("kind", error.kind().wireName())
                .put("detail", error.text());
        document.set("problems", Json.MAPPER.valueToTree(error.problems()));
        return document.setAll(error.members());
    }

    private static String title(String code) {
        String words = code.replace('-', ' ');
        return words.isEmpty() ? words : Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    /** The answer of a door to an error of any type; a defect of Mist shows only that it is one. */
    public static MistException known(Throwable error) {
        Throwable at = error;
        while (at instanceof CompletionException && at.getCause() != null) {
            at = at.getCause();
        }
        return at instanceof MistException known
                ? known
                : MistException.internal("a defect of Mist; the server's log has the details", at);
    }

    /** Whether an error belongs into the server's log with its stack trace. */
    public static boolean isDefect(MistException error) {
        return error.kind() == ErrorKind.INTERNAL;
    }
}
