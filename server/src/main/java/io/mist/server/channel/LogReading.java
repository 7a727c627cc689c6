package io.mist.server.channel;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.protocol.Contract;
import io.mist.protocol.MistException;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Envelope;
import io.mist.server.gate.message.Framing;
import io.mist.server.gate.message.ReadRequest;
import io.mist.server.gate.message.Reading;
import io.mist.server.gate.message.Sink;
import io.mist.server.gate.message.Start;
import io.mist.server.gate.message.Subscription;
import io.mist.server.gate.message.View;
import java.util.concurrent.Executor;

/** One channel's log, opened for one reader. */
public record LogReading(ChannelLog log, Broadcasts broadcasts, ChannelId channel, ReadRequest request, Start start)
        implements Reading {

    /**
     * @param schema of the channel's messages
     * @throws MistException of kind caller, if the request does not fit the schema or names no place in the log
     */
    public static LogReading open(
            ChannelLog log, Broadcasts broadcasts, ChannelId channel, ReadRequest request, JsonNode schema) {
        request.filter().requireFieldsOf(schema);
        Start start = StartReader.read(log, channel, request.from());
        if (start instanceof Start.Latest) {
            requireKey(channel, schema);
        }
        return new LogReading(log, broadcasts, channel, request, start);
    }

    private static void requireKey(ChannelId channel, JsonNode schema) {
        if (schema.path(Contract.KEY).isEmpty()) {
            throw MistException.caller(
                    "no-key",
                    "from: 'snapshot' of " + channel
                            + ", which has no key (expected: an output whose record marks its key with @Key;"
                            + " from=earliest reads all messages)");
        }
    }

    @Override
    public Envelope envelope() {
        return request.envelope();
    }

    @Override
    public Lines page(int limit) {
        LinePage page = new LinePage(log, channel, request);
        if (start instanceof Start.Offset from) {
            page.read(from.offset(), limit);
        } else {
            page.readLatest(((Start.Latest) start).page(), limit);
        }
        return page.lines();
    }

    @Override
    public Subscription follow(Framing framing, Sink sink, Executor loop) {
        return broadcasts.subscribe(channel, start, new View(request.run(), request.filter(), framing), sink, loop);
    }
}
