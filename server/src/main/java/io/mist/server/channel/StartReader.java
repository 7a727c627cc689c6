package io.mist.server.channel;

import io.mist.protocol.MistException;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Start;

/** Finds the place in a log that a reader has asked for. */
final class StartReader {

    private static final String SNAPSHOT = "snapshot";
    private static final String SNAPSHOT_PAGE = SNAPSHOT + ":";

    private StartReader() {}

    /**
     * @param text as {@link io.mist.server.gate.message.ReadRequest} has it
     * @throws MistException of kind caller, code {@code invalid-query} or {@code unknown-message}
     */
    static Start read(ChannelLog log, ChannelId channel, String text) {
        if (text.equals(SNAPSHOT)) {
            return new Start.Latest(null);
        }
        if (text.startsWith(SNAPSHOT_PAGE)) {
            return new Start.Latest(text.substring(SNAPSHOT_PAGE.length()));
        }
        return new Start.Offset(offset(log, channel, text));
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
