package io.mist.server.channel;

import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.ChannelKind;
import io.mist.server.gate.message.Page;
import io.mist.server.gate.message.Snapshot;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The durable logs of all channels. Safe for any thread. What {@link #append} has returned is on disk. */
public interface ChannelLog extends AutoCloseable {

    /**
     * Appends a batch in one atomic, durable write; a replay is recognised by its {@link Batch.Origin} and dropped.
     *
     * @throws io.mist.protocol.MistException of kind caller, code {@code key-reused}, if another push had the same key
     */
    Receipt append(ChannelId channel, Batch batch);

    /**
     * Messages from an offset on, oldest first.
     *
     * @param run only messages of this run, or null
     * @param limit at most so many, and at most so many looked at when {@code run} is given
     */
    Page read(ChannelId channel, long from, @Nullable String run, int limit);

    /** The offset of the message with this id, if it is in the log. */
    OptionalLong find(ChannelId channel, String id);

    /**
     * The latest message of each key, of those that are still in the log, in the order of the keys; of a channel without
     * keys, nothing.
     *
     * @param after only keys after this one, or null
     */
    Snapshot snapshot(ChannelId channel, @Nullable String after, int limit);

    /** The offset of the oldest message that is left, or {@link #end} if there is none. */
    long start(ChannelId channel);

    /** An offset above that of every message there is, and not above that of any to come. */
    long end(ChannelId channel);

    /** Every channel of a kind that has ever had a message. */
    Set<ChannelId> channels(ChannelKind kind);

    /** Calls back after every append, on the appending thread: the listener must only take note. */
    AutoCloseable onAppend(AppendListener listener);

    /** Where a named reader left off, such as the MQTT publisher; empty before its first {@link #saveCursor}. */
    OptionalLong cursor(String reader, ChannelId channel);

    /** Remembers that a reader needs the messages from {@code next} on. */
    void saveCursor(String reader, ChannelId channel, long next);

    @Override
    void close();

    /** Takes note of new messages. */
    @FunctionalInterface
    interface AppendListener {
        void appended(ChannelId channel);
    }
}
