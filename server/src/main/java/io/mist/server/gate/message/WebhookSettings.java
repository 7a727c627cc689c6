package io.mist.server.gate.message;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the messages of an output are posted to.
 *
 * @param secret signs each request; empty for none
 * @param where only these messages
 * @param envelope cloudevents, cloudevents-binary or plain
 * @param maxAttempts after so many failures a message becomes a dead letter
 * @param timeout of one attempt
 * @param batchSize the most messages of one request
 */
public record WebhookSettings(
        URI url,
        Optional<Secret> secret,
        MessageFilter where,
        String envelope,
        int maxAttempts,
        Duration timeout,
        int batchSize) {}
