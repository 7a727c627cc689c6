package io.mist.server.channel;

import io.mist.protocol.MistException;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Message;
import io.mist.server.gate.message.Page;
import io.mist.server.gate.message.ReadRequest;
import io.mist.server.gate.message.Reading;
import io.mist.server.gate.message.Snapshot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of messages, up to a number and a size. Confined to one thread. */
final class LinePage {

    /** A page ends after the message that goes beyond it. */
    private static final int MAX_BYTES = 4 << 20;
    /** The number of offsets that are read for one page, however few messages are wanted. */
    private static final int MAX_LOOKED_AT = 100_000;

    private static final int PIECE = 100;

    private final ChannelLog log;
    private final ChannelId channel;
    private final ReadRequest request;
    private final List<byte[]> lines = new ArrayList<>();
    private long bytes;
    private String next = "";
    private Page.@Nullable Gap gap;

    LinePage(ChannelLog log, ChannelId channel, ReadRequest request) {
        this.log = log;
        this.channel = channel;
        this.request = request;
    }

    void read(long from, int limit) {
        long at = from;
        boolean isEnd = false;
        while (!isEnd && hasRoom(limit) && at - from < MAX_LOOKED_AT) {
            Page page = log.read(channel, at, request.run(), PIECE);
            if (gap == null) {
                gap = page.gap();
            }
            isEnd = page.next() == at;
            at = take(page, limit);
        }
        next = Long.toString(at);
    }

    private boolean hasRoom(int limit) {
        return lines.size() < limit && bytes < MAX_BYTES;
    }

    /** @return the next offset */
    private long take(Page page, int limit) {
        for (Message message : page.messages()) {
            if (!hasRoom(limit)) {
                return message.offset();
            }
            add(message);
        }
        return page.next();
    }

    private void add(Message message) {
        if (request.filter().takes(message.data())) {
            byte[] line = request.envelope().encode(channel, message);
            lines.add(line);
            bytes += line.length + 1;
        }
    }

    /** @param token of the page before, or null */
    void readLatest(@Nullable String token, int limit) {
        Token at = token == null ? new Token(Long.MAX_VALUE, null) : Token.parse(token);
        do {
            Snapshot snapshot = log.snapshot(channel, at.after(), Math.min(PIECE, limit - lines.size()));
            // What has come since the first page follows by its offset; here it would come twice.
            at = new Token(Math.min(at.end(), snapshot.next()), snapshot.after());
            for (Message message : snapshot.messages()) {
                if (message.offset() < at.end() && isOfRun(message)) {
                    add(message);
                }
            }
        } while (at.after() != null && hasRoom(limit));
        next = at.text();
    }

    private boolean isOfRun(Message message) {
        return request.run() == null || request.run().equals(message.run());
    }

    Reading.Lines lines() {
        return new Reading.Lines(lines, next, gap);
    }

    /** Where a snapshot continues, as text that a header can hold; after its end, the next offset. */
    private record Token(long end, @Nullable String after) {

        static Token parse(String text) {
            try {
                int colon = text.indexOf(':');
                byte[] after = Base64.getUrlDecoder().decode(text.substring(colon + 1));
                return new Token(
                        Long.parseLong(text.substring(0, Math.max(0, colon))),
                        new String(after, StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                throw MistException.caller(
                                "invalid-query",
                                "from: 'snapshot:" + text
                                        + "' (expected: what the header Mist-Next of the page before says)")
                        .causedBy(e);
            }
        }

        String text() {
            return after == null
                    ? Long.toString(end)
                    : "snapshot:" + end + ":"
                            + Base64.getUrlEncoder()
                                    .withoutPadding()
                                    .encodeToString(after.getBytes(StandardCharsets.UTF_8));
        }
    }
}
