package io.mist.server.channel;

/**
 * What became of a batch.
 *
 * @param isNew false for a replay: then nothing was written
 * @param first the offset of its first message; of a replayed epoch, -1
 * @param count of its messages
 */
public record Appended(boolean isNew, long first, int count) {}
