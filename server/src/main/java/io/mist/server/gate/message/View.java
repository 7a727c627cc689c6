package io.mist.server.gate.message;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber wants to see of a channel, and how. Subscribers of equal views share their bytes.
 *
 * @param run only messages of this run, or null
 */
public record View(@Nullable String run, MessageFilter filter, Framing framing) {

    public boolean takes(Message message, Supplier<JsonNode> data) {
        return (run == null || run.equals(message.run())) && (filter.isAll() || filter.takes(data.get()));
    }

    /** The frames of a page of a snapshot, without what is at or beyond {@code end}. */
    public List<byte[]> latest(ChannelId channel, Snapshot snapshot, long end) {
        List<Message> wanted = snapshot.messages().stream()
                .filter(message -> message.offset() < end && takes(message))
                .toList();
        List<byte[]> frames = new ArrayList<>();
        if (!wanted.isEmpty()) {
            frames.addAll(framing.latest(channel, wanted));
        }
        if (snapshot.after() == null) {
            frames.addAll(framing.latestEnd(end));
        }
        return frames;
    }

    public boolean takes(Message message) {
        return takes(message, () -> Json.parse(new String(message.data(), StandardCharsets.UTF_8)));
    }
}
