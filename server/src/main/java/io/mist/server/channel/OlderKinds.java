package io.mist.server.channel;

import io.mist.server.gate.message.ChannelKind;

/** The kinds of channels that were written when a channel was a route and a name. */
public final class OlderKinds {

    private static final String DEAD_LETTERS = ".dead-letters";

    private OlderKinds() {}

    /** No input and no output has a dot in its name. */
    public static boolean isDeadLetters(String name) {
        return name.endsWith(DEAD_LETTERS);
    }

    /** @param origin of a message in the channel */
    public static ChannelKind of(String name, Batch.Origin origin) {
        if (isDeadLetters(name)) {
            return ChannelKind.DEAD_LETTERS;
        }
        return origin instanceof Batch.Pushed ? ChannelKind.INPUT : ChannelKind.OUTPUT;
    }
}
