package io.mist.server.gate.message;

import java.time.Instant;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/** The logs of outputs for a door that publishes them, with cursors of its own. Safe for any thread; calls may block. */
public interface Publication {

    /** Every output that has ever had a message. */
    Set<ChannelId> outputs();

    /** Calls back after every append to an output, on the appending thread: the listener must only take note. */
    AutoCloseable onAppend(Consumer<ChannelId> listener);

    /** Messages from an offset on, oldest first. */
    Page read(ChannelId channel, long from, int limit);

    /** The offset of the oldest message that is left, or {@link #end} if there is none. */
    long start(ChannelId channel);

    /** An offset above that of every message there is, and not above that of any to come. */
    long end(ChannelId channel);

    /** Where this door left off; empty before its first {@link #saveCursor}. */
    OptionalLong cursor(ChannelId channel);

    /** Remembers that this door needs the messages from {@code next} on. */
    void saveCursor(ChannelId channel, long next);

    /**
     * Keeps a message that a webhook could not deliver; once, however often it is put aside.
     *
     * @param letter JSON in UTF-8
     */
    void putAside(ChannelId output, String webhook, Message message, Instant at, byte[] letter);
}
