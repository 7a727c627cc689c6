package io.mist.server.door.rest;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.MediaType;
import io.mist.protocol.MistException;
import io.mist.server.door.Incoming;
import io.mist.server.gate.PushView;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the body of a push: one JSON message, lines of them, or CloudEvents. */
final class PushBody {

    private static final Set<String> LINES =
            Set.of("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines");
    private static final Set<String> EVENTS =
            Set.of("application/cloudevents+json", "application/cloudevents-batch+json");
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /** Each event with an id of its own is a write of its own. */
    private static final int MAX_EVENTS = 1_000;

    private PushBody() {}

    /**
     * Messages that are appended together.
     *
     * @param lines where each stands in the body, from 1
     */
    record Part(
            List<byte[]> messages,
            List<Integer> lines,
            @Nullable String key) {

        /** With the body's lines in the place of the messages' numbers. */
        PushView inLines(PushView view) {
            List<PushView.Rejected> rejected = view.rejected().stream()
                    .map(each -> new PushView.Rejected(lines.get(each.line() - 1), each.problems()))
                    .toList();
            return new PushView(
                    view.route(), view.input(), view.accepted(), view.first(), view.last(), view.duplicate(), rejected);
        }
    }

    static List<Part> read(AggregatedHttpRequest request, @Nullable String key) {
        byte[] body = withoutMark(request.content().array());
        String type = type(request.contentType());
        List<Part> parts = LINES.contains(type) ? List.of(lines(body, key)) : events(request, type, body, key);
        if (parts.stream().allMatch(part -> part.messages().isEmpty())) {
            throw MistException.caller(
                    "no-messages",
                    "the body has no message (expected: one as application/json, or one in each line as"
                            + " application/x-ndjson)");
        }
        return parts;
    }

    private static byte[] withoutMark(byte[] body) {
        boolean marked = body.length >= MARK.length && Arrays.equals(body, 0, MARK.length, MARK, 0, MARK.length);
        return marked ? Arrays.copyOfRange(body, MARK.length, body.length) : body;
    }

    private static String type(@Nullable MediaType type) {
        if (type == null) {
            return "";
        }
        String name = type.type() + "/" + type.subtype();
        // The default type of curl -d is taken as JSON too.
        boolean readable = LINES.contains(name)
                || EVENTS.contains(name)
                || type.isJson()
                || type.is(MediaType.FORM_DATA)
                || type.is(MediaType.PLAIN_TEXT_UTF_8.withoutParameters());
        if (!readable) {
            throw MistException.caller(
                    "unsupported-media-type",
                    "content-type: " + type + " (expected: application/json, application/x-ndjson,"
                            + " application/cloudevents+json or application/cloudevents-batch+json)");
        }
        return name;
    }

    /** Lines may end with CR LF, and empty ones are passed over. */
    private static Part lines(byte[] body, @Nullable String key) {
        List<byte[]> messages = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        int begin = 0;
        int line = 1;
        for (int at = 0; at <= body.length; at++) {
            if (at == body.length || body[at] == '\n') {
                int end = at > begin && body[at - 1] == '\r' ? at - 1 : at;
                if (!isBlank(body, begin, end)) {
                    messages.add(Arrays.copyOfRange(body, begin, end));
                    numbers.add(line);
                }
                begin = at + 1;
                line++;
            }
        }
        return new Part(messages, numbers, key);
    }

    private static boolean isBlank(byte[] body, int from, int to) {
        for (int at = from; at < to; at++) {
            if (body[at] != ' ' && body[at] != '\t') {
                return false;
            }
        }
        return true;
    }

    private static List<Part> events(AggregatedHttpRequest request, String type, byte[] body, @Nullable String key) {
        if (isBlank(body, 0, body.length)) {
            return List.of();
        }
        if (EVENTS.contains(type)) {
            requireUtf8(body);
        }
        List<Incoming> incoming = Incoming.read(type, name -> request.headers().get("ce-" + name), body);
        if (incoming.size() > MAX_EVENTS && key == null) {
            throw MistException.caller(
                    "too-many-messages",
                    incoming.size() + " events in one batch (expected: at most " + MAX_EVENTS
                            + " without an idempotency-key for all of them)");
        }
        return key == null ? each(incoming) : List.of(all(incoming, key));
    }

    private static List<Part> each(List<Incoming> incoming) {
        List<Part> parts = new ArrayList<>();
        for (Incoming one : incoming) {
            parts.add(new Part(one.messages(), List.of(parts.size() + 1), one.key()));
        }
        return parts;
    }

    /** The client's own key stands for all. */
    private static Part all(List<Incoming> incoming, String key) {
        List<byte[]> messages = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        for (Incoming one : incoming) {
            messages.addAll(one.messages());
            numbers.add(messages.size());
        }
        return new Part(messages, numbers, key);
    }

    private static void requireUtf8(byte[] body) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
        } catch (CharacterCodingException e) {
            throw MistException.caller("malformed-json", "the body is not UTF-8")
                    .causedBy(e);
        }
    }

    /** The outcome for the whole body. */
    static PushView together(List<PushView> views) {
        PushView first = views.get(0);
        if (views.size() == 1) {
            return first;
        }
        int accepted = 0;
        Long from = null;
        Long to = null;
        boolean duplicate = true;
        List<PushView.Rejected> rejected = new ArrayList<>();
        for (PushView view : views) {
            accepted += view.accepted();
            from = from == null ? view.first() : from;
            to = view.last() == null ? to : view.last();
            duplicate &= view.duplicate() || view.accepted() == 0;
            rejected.addAll(view.rejected());
        }
        return new PushView(first.route(), first.input(), accepted, from, to, accepted > 0 && duplicate, rejected);
    }
}
