package io.mist.server.channel;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message in a channel's log.
 *
 * @param offset its place in the log; the first is 0, each next one more
 * @param id the same for the same message, also when it is made again: run/query/epoch/partition/seq
 * @param epoch the micro-batch it belongs to; null for one that was sent outside a query
 * @param live the version of the run's live values it was made with
 * @param data the payload, JSON text in UTF-8; shared, not to be changed
 */
public record Message(
        long offset, String id, String run, @Nullable Long epoch, long live, Instant at, byte[] data) {}
