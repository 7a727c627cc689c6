package io.mist.server.gate.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The latest messages by key.
 *
 * @param messages one for each key
 * @param after the key to continue after; null if these were the last
 * @param next the offset to read on from, as it was before the snapshot was read: what came meanwhile comes twice, never
 *     not at all
 */
public record Snapshot(List<Message> messages, @Nullable String after, long next) {}
