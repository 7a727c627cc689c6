package io.mist.server.gate.message;

import java.util.Locale;

/** The part of a channel in its route. */
public enum ChannelKind {
    /** Holds what clients push and runs read. */
    INPUT,
    /** Holds what runs publish and clients read. */
    OUTPUT,
    /** Holds the messages of an output that one of its webhooks could not deliver. */
    DEAD_LETTERS;

    /** The word in messages and error codes. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
