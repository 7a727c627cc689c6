package io.mist.server.channel;

/**
 * The receipt of an appended batch.
 *
 * @param isNew false for a replay: then nothing was written
 * @param first the offset of its first message; -1 for a replayed epoch
 * @param count number of its messages
 */
public record Receipt(boolean isNew, long first, int count) {}
