package io.mist.server.gate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages for an input.
 *
 * @param messages JSON texts in UTF-8, unchecked
 * @param key the client's idempotency key: the same messages under the same key are appended once; null for none
 */
public record PushRequest(
        String route,
        String input,
        List<byte[]> messages,
        @Nullable String key) {}
