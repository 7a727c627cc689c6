package io.mist.server.door.kafka;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.MistException;
import io.mist.server.config.KafkaConfig;
import io.mist.server.door.RequestFields;
import io.mist.server.gate.LiveRequest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a client asks for, well formed. */
sealed interface Request {

    /** The largest record that is read as a request, in bytes. */
    int MAX_PAYLOAD = 1 << 20;

    /** The most messages of a push. */
    int MAX_MESSAGES = 10_000;

    /** What fits beside a prefix into the column of a key. */
    int LONGEST_ID = 150;

    /**
     * @param maxLive bytes of a change of live values, which may be larger than other requests
     * @throws MistException of kind caller, code {@code payload-too-large} or {@code malformed-json}
     */
    static ObjectNode object(byte[] payload, int maxLive) {
        if (payload.length <= MAX_PAYLOAD) {
            return RequestFields.object(payload, MAX_PAYLOAD);
        }
        if (payload.length > Math.max(MAX_PAYLOAD, maxLive)) {
            throw MistException.caller(
                    "payload-too-large",
                    "a request of " + payload.length + " bytes (expected: at most " + MAX_PAYLOAD
                            + ", of a live change at most " + maxLive + ", mist.live.max-bytes)");
        }
        ObjectNode object = RequestFields.object(payload, payload.length);
        return object.path("op").asText().equals("live") ? object : RequestFields.object(payload, MAX_PAYLOAD);
    }

    /** Requests of one lane in one partition are decided one after another. */
    String lane();

    /** @param id of the client, which makes a repeated request harmless */
    record Start(
            String route, ObjectNode parameters, @Nullable String id) implements Request {
        @Override
        public String lane() {
            return "route " + route;
        }
    }

    /** A run, or a route's one active run. */
    record Target(@Nullable String route, @Nullable String run) {
        String lane() {
            return route != null ? "route " + route : "run " + run;
        }
    }

    record Cancel(Target target) implements Request {
        @Override
        public String lane() {
            return target.lane();
        }
    }

    record SetLive(
            Target target,
            LiveRequest.Change change,
            @Nullable Long ifVersion,
            @Nullable Duration awaitApplied,
            @Nullable String id)
            implements Request {
        @Override
        public String lane() {
            return target.lane();
        }
    }

    record Push(
            String route,
            String input,
            List<byte[]> messages,
            @Nullable String id) implements Request {
        @Override
        public String lane() {
            return "route " + route;
        }
    }

    /**
     * @throws io.mist.protocol.MistException of kind caller, code {@code malformed-request}, with all problems
     */
    static Request read(ObjectNode object) {
        var fields = new RequestFields(object);
        String op = fields.requiredText("op");
        String id = fields.text("id");
        if (id != null && id.length() > LONGEST_ID) {
            fields.wrong("id", id.length() + " characters (expected: at most " + LONGEST_ID + ")");
        }
        String replyTo = fields.text("replyTo");
        if (replyTo != null && !KafkaConfig.isTopic(replyTo)) {
            fields.wrong("replyTo", "'" + replyTo + "' (expected: the name of a topic)");
        }
        Request request = read(fields, op, id);
        fields.check();
        return request;
    }

    private static Request read(RequestFields fields, String op, @Nullable String id) {
        switch (op) {
            case "start" -> {
                fields.only(Set.of("op", "id", "replyTo", "route", "parameters"));
                return new Start(fields.requiredText("route"), fields.object("parameters"), id);
            }
            case "cancel" -> {
                fields.only(Set.of("op", "id", "replyTo", "route", "run"));
                return new Cancel(target(fields));
            }
            case "live" -> {
                fields.only(Set.of(
                        "op", "id", "replyTo", "route", "run", "values", "rollbackTo", "ifVersion", "wait", "timeout"));
                return new SetLive(
                        target(fields), fields.liveChange(), fields.version("ifVersion"), fields.awaitApplied(), id);
            }
            case "push" -> {
                fields.only(Set.of("op", "id", "replyTo", "route", "input", "messages"));
                return new Push(
                        fields.requiredText("route"),
                        fields.requiredText("input"),
                        fields.requiredTexts("messages", MAX_MESSAGES),
                        id);
            }
            default -> {
                if (!op.isEmpty()) {
                    fields.wrong("op", "'" + op + "' (expected: start, cancel, live or push)");
                }
                return new Cancel(new Target(null, null));
            }
        }
    }

    private static Target target(RequestFields fields) {
        String route = fields.text("route");
        String run = fields.text("run");
        if (route == null && run == null) {
            fields.wrong("route", "missing (expected: a route, or a run in \"run\")");
        }
        return new Target(route, run);
    }
}
