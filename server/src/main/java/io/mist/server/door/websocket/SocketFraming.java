package io.mist.server.door.websocket;

import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Envelope;
import io.mist.server.gate.message.Framing;
import io.mist.server.gate.message.Message;
import io.mist.server.gate.message.Page;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Each message in a frame of its own, but for the subscription's id, which stands before what is made here. */
record SocketFraming(Envelope envelope) implements Framing {

    /** What stands before it. */
    static byte[] id(String id) {
        return text("{\"id\":" + io.mist.protocol.Json.write(id));
    }

    @Override
    public List<byte[]> frames(ChannelId channel, List<Message> messages, Page.@Nullable Gap gap) {
        List<byte[]> frames = new ArrayList<>();
        if (gap != null) {
            frames.add(text(",\"event\":\"gap\",\"from\":" + gap.from() + ",\"to\":" + gap.to() + "}"));
        }
        messages.forEach(message -> frames.add(frame(channel, message)));
        return frames;
    }

    @Override
    public List<byte[]> latest(ChannelId channel, List<Message> messages) {
        return frames(channel, messages, null);
    }

    @Override
    public List<byte[]> latestEnd(long next) {
        return List.of(text(",\"event\":\"snapshot-end\",\"next\":" + next + "}"));
    }

    private byte[] frame(ChannelId channel, Message message) {
        byte[] head = text(",\"event\":\"message\",\"offset\":" + message.offset() + ",\"message\":");
        byte[] body = envelope.encode(channel, message);
        var frame = new ByteArrayOutputStream(head.length + body.length + 1);
        frame.writeBytes(head);
        frame.writeBytes(body);
        frame.write('}');
        return frame.toByteArray();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
