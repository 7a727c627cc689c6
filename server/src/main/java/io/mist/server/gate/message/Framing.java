package io.mist.server.gate.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes of messages the bytes that a door sends. Framings that are equal make the same of the same, so that it is made once
 * for all their subscribers. The arrays are shared, not to be changed.
 */
public interface Framing {

    /** @param gap what is missing before the first message, or null */
    List<byte[]> frames(ChannelId channel, List<Message> messages, Page.@Nullable Gap gap);

    /** The latest messages by key, in no order of offsets: no reader can resume after one of these. */
    List<byte[]> latest(ChannelId channel, List<Message> messages);

    /** Frames that end the latest messages. */
    List<byte[]> latestEnd(long next);
}
