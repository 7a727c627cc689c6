package io.mist.server.door.rest;

import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Envelope;
import io.mist.server.gate.message.Framing;
import io.mist.server.gate.message.Message;
import io.mist.server.gate.message.Page;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page as server-sent events, in one piece. */
record EventFraming(Envelope envelope) implements Framing {

    @Override
    public List<byte[]> frames(ChannelId channel, List<Message> messages, Page.@Nullable Gap gap) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (gap != null) {
            out.writeBytes(text("event: gap\ndata: {\"from\":" + gap.from() + ",\"to\":" + gap.to() + "}\n\n"));
        }
        for (Message message : messages) {
            out.writeBytes(text("id: " + message.offset() + "\n"));
            data(out, channel, message);
        }
        return List.of(out.toByteArray());
    }

    /** Without ids: a client that comes back in the middle gets the snapshot again. */
    @Override
    public List<byte[]> latest(ChannelId channel, List<Message> messages) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        messages.forEach(message -> data(out, channel, message));
        return List.of(out.toByteArray());
    }

    @Override
    public List<byte[]> latestEnd(long next) {
        return List.of(text("event: snapshot-end\nid: " + (next - 1) + "\ndata: {\"next\":" + next + "}\n\n"));
    }

    private void data(ByteArrayOutputStream out, ChannelId channel, Message message) {
        out.writeBytes(text("data: "));
        out.writeBytes(envelope.encode(channel, message));
        out.writeBytes(text("\n\n"));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
