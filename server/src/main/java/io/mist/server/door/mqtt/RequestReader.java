package io.mist.server.door.mqtt;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.server.door.RequestFields;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one request and notes everything that is wrong with it. Used by one thread. */
final class RequestReader {

    /** The largest payload of a request, in bytes. */
    static final int MAX_PAYLOAD = 1 << 20;

    /** The most messages of a push; the payload's size bounds them too. */
    private static final int MAX_MESSAGES = MAX_PAYLOAD;

    private final RequestFields fields;
    private final Sender sender;

    RequestReader(ObjectNode object, Sender sender) {
        this.fields = new RequestFields(object);
        this.sender = sender;
    }

    /**
     * @param maxLive bytes of a change of live values, which may be larger than other requests
     * @throws MistException of kind caller, code {@code payload-too-large} or {@code malformed-json}
     */
    static ObjectNode object(byte[] payload, Topics.Asked asked, int maxLive) {
        boolean isLive = asked.verb() == Topics.Asked.Verb.LIVE_SET && maxLive > MAX_PAYLOAD;
        int most = isLive ? maxLive : MAX_PAYLOAD;
        if (isLive && payload.length > most) {
            throw MistException.caller(
                    "payload-too-large",
                    "a request of " + payload.length + " bytes (expected: at most " + most + ", mist.live.max-bytes)");
        }
        return RequestFields.object(payload, most);
    }

    /**
     * @throws io.mist.protocol.MistException of kind caller, code {@code malformed-request}, with all problems
     */
    Request read(Topics.Asked asked) {
        Request request = switch (asked.verb()) {
            case START -> start(routeOf(asked), Set.of("parameters", "id", "replyTo"));
            case START_ANY ->
                start(fields.requiredText("route"), Set.of("route", "parameters", "externalId", "id", "replyTo"));
            case CANCEL -> cancel(routeOf(asked));
            case LIVE_SET -> liveSet(routeOf(asked));
            case PUSH -> push(routeOf(asked));
        };
        for (Problem problem : sender.problems()) {
            fields.wrong(problem.path(), problem.message());
        }
        fields.check();
        return request;
    }

    private Request start(String route, Set<String> keys) {
        fields.only(keys);
        fields.text("externalId");
        checkReplyTo();
        return new Request.Start(route, fields.object("parameters"), key());
    }

    private Request cancel(String route) {
        fields.only(Set.of("run", "id", "replyTo"));
        checkReplyTo();
        fields.text("id");
        return new Request.Cancel(route, fields.text("run"));
    }

    private Request liveSet(String route) {
        fields.only(Set.of("values", "rollbackTo", "run", "ifVersion", "wait", "timeout", "id", "replyTo"));
        checkReplyTo();
        return new Request.SetLive(
                route,
                fields.text("run"),
                fields.liveChange(),
                fields.version("ifVersion"),
                fields.awaitApplied(),
                key());
    }

    private Request push(String route) {
        fields.only(Set.of("input", "messages", "id", "replyTo"));
        checkReplyTo();
        return new Request.Push(
                route, fields.requiredText("input"), fields.requiredTexts("messages", MAX_MESSAGES), key());
    }

    /** Under which the request is done once. */
    private @Nullable String key() {
        String id = fields.text("id");
        if (id != null && id.length() > Sender.MAX_TEXT) {
            fields.wrong("id", id.length() + " characters (expected: at most " + Sender.MAX_TEXT + ")");
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

    private void checkReplyTo() {
        String topic = fields.text("replyTo");
        if (topic != null && !Topics.isName(topic)) {
            fields.wrong("replyTo", "'" + topic + "' (expected: a topic without + and #)");
        }
    }
}
