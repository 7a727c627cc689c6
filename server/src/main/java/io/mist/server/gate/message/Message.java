package io.mist.server.gate.message;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message in a channel's log.
 *
 * @param offset its place in the log; each next one has a larger one
 * @param id the same for the same message, also when it is made again: run/query/epoch/partition/seq
 * @param run the run it comes from; empty for one that a client pushed
 * @param epoch the micro-batch it belongs to; null for one that was sent outside a query
 * @param live the version of the run's live values it was made with; 0 for one that a client pushed
 * @param key what it is about; null if its channel has no key
 * @param data the payload, JSON text in UTF-8; shared, not to be changed
 */
public record Message(
        long offset,
        String id,
        String run,
        @Nullable Long epoch,
        long live,
        Instant at,
        @Nullable String key,
        byte[] data) {}
