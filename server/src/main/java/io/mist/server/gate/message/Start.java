package io.mist.server.gate.message;

import org.jspecify.annotations.Nullable;

/** Where a reader begins. */
public sealed interface Start {

    /** From this offset on. */
    record Offset(long offset) implements Start {}

    /**
     * The latest message of each key, then what comes after.
     *
     * @param page where a snapshot that is read page by page continues; null at its beginning
     */
    record Latest(@Nullable String page) implements Start {}
}
