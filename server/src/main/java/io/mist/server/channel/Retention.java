package io.mist.server.channel;

import java.time.Duration;

/**
 * What may be removed from a channel's log: messages older than {@code age}, and the oldest ones above {@code bytes}.
 */
public record Retention(Duration age, long bytes) {}
