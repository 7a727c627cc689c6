package io.mist.server.channel.rocksdb;

import io.mist.server.gate.message.ChannelId;

/** Where one channel's log starts and ends; its lock is held while appending to that channel. */
final class LogEnds {

    final ChannelId channel;

    /** The prefix of the channel's keys. */
    final byte[] prefix;

    /** The first offset that may be read. */
    volatile long start;
    /** The next offset. */
    volatile long end;
    /** The size of the messages from {@link #start} to {@link #end}. */
    volatile long bytes;
    /** The size of removed messages that take up space still, as far as known. */
    long unfreed;

    LogEnds(ChannelId channel, byte[] prefix) {
        this.channel = channel;
        this.prefix = prefix;
    }

    byte[] key(long offset) {
        return LogKeys.key(prefix, offset);
    }

    boolean has(byte[] key) {
        return LogKeys.isOf(key, prefix);
    }
}
