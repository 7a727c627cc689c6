package io.mist.server.channel;

import io.mist.server.gate.message.ChannelId;

/** The ends of one channel's log; its lock is held while appending to that channel. */
final class Tail {

    /** What the keys of the channel's messages begin with. */
    final byte[] prefix;

    /** The first offset that may be read. */
    volatile long start;
    /** The next offset. */
    volatile long end;
    /** Of the messages from {@link #start} to {@link #end}. */
    volatile long bytes;
    /** Of messages that may not be read any more and take up space still, as far as known. */
    long unfreed;

    Tail(ChannelId channel) {
        this.prefix = MessageCodec.prefix(channel);
    }

    byte[] key(long offset) {
        return MessageCodec.key(prefix, offset);
    }

    boolean has(byte[] key) {
        return MessageCodec.isOf(key, prefix);
    }
}
