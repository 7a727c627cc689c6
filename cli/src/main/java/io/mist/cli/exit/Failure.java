package io.mist.cli.exit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A command that cannot do what was asked. It always has a problem document, the server's own or one of the same shape,
 * so that both are shown alike.
 */
public final class Failure extends RuntimeException {

    private final Exit exit;
    private final transient ObjectNode document;

    private Failure(Exit exit, ObjectNode document) {
        super(document.path("detail").asText());
        this.exit = exit;
        this.document = document;
    }

    /** One thing that is wrong, as in a problem document. */
    public record Problem(String path, String message) {

        public static Problem of(JsonNode problem) {
            return new Problem(
                    problem.path("path").asText(), problem.path("message").asText());
        }

        /** On one line: the path, if there is one, and the message. */
        public String text() {
            return path.isEmpty() ? message : path + ": " + message;
        }
    }

    public static Failure of(Exit exit, String code, String detail) {
        return of(exit, code, detail, List.of());
    }

    public static Failure of(Exit exit, String code, String detail, List<Problem> problems) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("code", code).put("kind", exit.kind()).put("detail", detail);
        var list = document.putArray("problems");
        problems.forEach(p -> list.addObject().put("path", p.path()).put("message", p.message()));
        return new Failure(exit, document);
    }

    /** Wrong usage, found after the command line was parsed. */
    public static Failure usage(String detail) {
        return of(Exit.USAGE, "usage", detail);
    }

    /** A problem document of the server. */
    public static Failure ofDocument(ObjectNode document) {
        return new Failure(Exit.ofKind(document.path("kind").asText()), document);
    }

    /** The {@code reason} of a run that did not succeed, as a problem document. */
    public static Failure ofReason(String run, JsonNode reason) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("code", reason.path("code").asText("job-failed"))
                .put("kind", reason.path("kind").asText("job"))
                .put(
                        "detail",
                        "run " + run + " failed: " + reason.path("message").asText("no reason is known"))
                .put("run", run);
        document.set("problems", reason.path("problems").isArray() ? reason.path("problems") : document.arrayNode());
        return ofDocument(document);
    }

    public Failure causedBy(Throwable cause) {
        initCause(cause);
        return this;
    }

    public Exit exit() {
        return exit;
    }

    /** The problem document: {@code code}, {@code kind}, {@code detail} and {@code problems}. */
    public ObjectNode document() {
        return document;
    }

    /** What went wrong, in a sentence. */
    public String detail() {
        for (String name : List.of("detail", "title", "code")) {
            String text = document.path(name).asText();
            if (!text.isEmpty()) {
                return text;
            }
        }
        return "a problem that the server does not describe: " + document;
    }

    /** Whether the document is of this status, as an HTTP answer. */
    public boolean isStatus(int status) {
        return document.path("status").asInt() == status;
    }

    /** Whether the same request may succeed later. */
    public boolean mayPass() {
        return exit == Exit.UNREACHABLE || exit == Exit.RESOURCES;
    }
}
