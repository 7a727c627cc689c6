package io.mist.server.channel;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The durable logs of all channels. Safe for any thread. What {@link #append} has returned is on disk. */
public interface ChannelLog extends AutoCloseable {

    /**
     * One group of messages that becomes visible at once.
     *
     * @param run the run they come from
     * @param query the query and, with {@code epoch}, the key that makes a replay recognisable; for messages sent one
     *     by one "send"
     * @param number the epoch, or the sequence number of the first message sent one by one
     * @param isEpoch whether {@code number} is an epoch
     * @param live the version of the run's live values
     * @param payloads JSON texts in UTF-8
     */
    record Batch(
            String run, String query, long number, boolean isEpoch, long live, Instant at, List<byte[]> payloads) {}

    /**
     * Appends a batch in one atomic, durable write.
     *
     * <p>The numbers of one run and query grow. A batch whose number is not above the last is a replay.
     *
     * @return false for a replay; then nothing is written
     */
    boolean append(ChannelId channel, Batch batch);

    /**
     * Messages from an offset on, oldest first.
     *
     * @param run only messages of this run, or null
     * @param limit at most so many, and at most so many looked at when {@code run} is given
     */
    Page read(ChannelId channel, long from, @Nullable String run, int limit);

    /** The offset of the oldest message that is left, or {@link #end} if there is none. */
    long start(ChannelId channel);

    /** The offset that the next message will get. */
    long end(ChannelId channel);

    /** Every channel that has ever had a message. */
    Set<ChannelId> channels();

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
