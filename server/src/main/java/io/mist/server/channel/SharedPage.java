package io.mist.server.channel;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.protocol.Json;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Message;
import io.mist.server.gate.message.Page;
import io.mist.server.gate.message.View;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** A page of a channel, read once, parsed at most once, and framed once for each view. Safe for any thread. */
final class SharedPage {

    /** More views than these frame for themselves. */
    private static final int MAX_VIEWS = 16;

    private final ChannelId channel;
    private final long from;
    private final Page page;
    private final AtomicReferenceArray<JsonNode> parsed;
    private final Map<View, List<byte[]>> framed = new ConcurrentHashMap<>();

    /** @param from the offset that was asked for */
    SharedPage(ChannelId channel, long from, Page page) {
        this.channel = channel;
        this.from = from;
        this.page = page;
        this.parsed = new AtomicReferenceArray<>(page.messages().size());
    }

    long from() {
        return from;
    }

    long next() {
        return page.next();
    }

    long bytes() {
        return page.bytes();
    }

    /** Returns the frames for the view's subscribers; none if it wants none of these messages. */
    List<byte[]> framed(View view) {
        List<byte[]> known = framed.get(view);
        if (known != null) {
            return known;
        }
        List<byte[]> made = frame(view);
        if (framed.size() < MAX_VIEWS) {
            framed.put(view, made);
        }
        return made;
    }

    private List<byte[]> frame(View view) {
        List<Message> wanted = new ArrayList<>();
        for (int i = 0; i < page.messages().size(); i++) {
            int at = i;
            if (view.takes(page.messages().get(i), () -> parsed(at))) {
                wanted.add(page.messages().get(i));
            }
        }
        return wanted.isEmpty() && page.gap() == null
                ? List.of()
                : view.framing().frames(channel, wanted, page.gap());
    }

    private JsonNode parsed(int at) {
        JsonNode known = parsed.get(at);
        if (known == null) {
            known = Json.parse(new String(page.messages().get(at).data(), StandardCharsets.UTF_8));
            parsed.set(at, known);
        }
        return known;
    }
}
