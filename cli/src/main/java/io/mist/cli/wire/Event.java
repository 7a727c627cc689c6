package io.mist.cli.wire;

import org.jspecify.annotations.Nullable;

/**
 * A server-sent event.
 *
 * @param id the last id seen so far in its stream; null if there was none
 * @param type {@code message} unless the server names another
 */
public record Event(@Nullable String id, String type, String data) {}
