package io.mist.server.gate.message;

import io.mist.protocol.MistException;
import io.mist.server.channel.ChannelLog;

/** Where a reader begins. */
public sealed interface Start {

    /** From this offset on. */
    record Offset(long offset) implements Start {}

    /** The latest message of each key, then what comes after. */
    record Latest() implements Start {}

    /**
     * @param text {@code earliest}, {@code latest}, an offset, {@code id:} and a message's id, or {@code snapshot}
     * @throws MistException of kind caller, code {@code invalid-query} or {@code unknown-message}
     */
    static Start parse(ChannelLog log, ChannelId channel, String text) {
        if (text.equals("snapshot")) {
            return new Latest();
        }
        return new Offset(offset(log, channel, text));
    }

    private static long offset(ChannelLog log, ChannelId channel, String text) {
        if (text.equals("earliest")) {
            return log.start(channel);
        }
        if (text.equals("latest")) {
            return log.end(channel);
        }
        if (text.startsWith("id:")) {
            return find(log, channel, text.substring("id:".length()));
        }
        if (text.matches("\\d{1,18}")) {
            return Long.parseLong(text);
        }
        throw MistException.caller(
                "invalid-query",
                "from: '" + text + "' (expected: earliest, latest, an offset, id:<message id> or snapshot)");
    }

    private static long find(ChannelLog log, ChannelId channel, String id) {
        return log.find(channel, id)
                .orElseThrow(() -> MistException.caller(
                        "unknown-message",
                        "from: no message '" + id + "' is in " + channel
                                + "; retention may have removed it (expected: the id of a message that is left; "
                                + "from=earliest begins with the oldest)"));
    }
}
