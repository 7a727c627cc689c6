package io.mist.server.channel;

import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.ChannelKind;
import io.mist.server.gate.message.Message;
import io.mist.server.gate.message.Page;
import io.mist.server.gate.message.Publication;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/** The logs of all outputs for one reader. */
public record LogPublication(ChannelLog log, String reader) implements Publication {

    @Override
    public Set<ChannelId> outputs() {
        return log.channels(ChannelKind.OUTPUT);
    }

    @Override
    public AutoCloseable onAppend(Consumer<ChannelId> listener) {
        return log.onAppend(channel -> {
            if (channel.kind() == ChannelKind.OUTPUT) {
                listener.accept(channel);
            }
        });
    }

    @Override
    public Page read(ChannelId channel, long from, int limit) {
        return log.read(channel, from, null, limit);
    }

    @Override
    public long start(ChannelId channel) {
        return log.start(channel);
    }

    @Override
    public long end(ChannelId channel) {
        return log.end(channel);
    }

    @Override
    public OptionalLong cursor(ChannelId channel) {
        return log.cursor(reader, channel);
    }

    @Override
    public void saveCursor(ChannelId channel, long next) {
        log.saveCursor(reader, channel, next);
    }

    /** Under the message's id: after a crash before the cursor is saved it is not kept twice. */
    @Override
    public void putAside(ChannelId output, String webhook, Message message, Instant at, byte[] letter) {
        log.append(
                output.deadLetters(webhook),
                new Batch(new Batch.Pushed(message.id(), ""), 0, at, List.of(new Batch.Entry(0, 0, null, letter))));
    }
}
