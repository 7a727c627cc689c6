package io.mist.server.gate;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One webhook as clients see it.
 *
 * @param state waiting for messages, sending, retrying, or broken: then {@code error} says why
 * @param next the offset of the next message that it needs
 * @param lag how many offsets are after it
 * @param delivered messages since the server started
 * @param deadLetters messages that were given up since the server started
 * @param attempts failures of the message that is being sent
 * @param error the last one, null if there was none since the last delivery
 */
public record WebhookView(
        String name,
        String url,
        String state,
        long next,
        long lag,
        long delivered,
        long deadLetters,
        int attempts,
        @Nullable String error,
        @Nullable Instant retryAt) {}
