package io.mist.server.config;

import java.time.Duration;

/**
 * The HTTP door.
 *
 * @param host the address to listen on
 * @param port 0 for any free one
 * @param maxBody the largest request body, in bytes
 * @param maxPendingBodies the bodies of all requests that are being served, in bytes
 * @param maxConnections more are closed at once
 * @param maxSubscribers more are rejected
 * @param maxPendingMessages messages that subscribers have been sent and have not taken, in bytes
 * @param stalledAfter how long a client may take nothing of what it is sent
 */
public record HttpConfig(
        String host,
        int port,
        long maxBody,
        long maxPendingBodies,
        int maxConnections,
        int maxSubscribers,
        long maxPendingMessages,
        Duration stalledAfter) {

    static HttpConfig read(Section http) {
        var config = new HttpConfig(
                http.text("host").orElse("127.0.0.1"),
                http.integer("port", 2004, 0, 65535),
                http.bytes("max-body", 1L << 20, 1L << 10, 1L << 30),
                http.bytes("max-pending-bodies", 64L << 20, 1L << 20, 1L << 40),
                http.integer("max-connections", 25_000, 10, 1_000_000),
                http.integer("max-subscribers", 20_000, 1, 1_000_000),
                http.bytes("max-pending-messages", 128L << 20, 1L << 20, 1L << 40),
                http.duration("stalled-after", Duration.ofSeconds(60), Duration.ofSeconds(1), Duration.ofHours(1)));
        if (config.maxPendingBodies() < config.maxBody()) {
            http.wrong(
                    "max-pending-bodies",
                    Units.text(config.maxPendingBodies()) + " (expected: at least mist.http.max-body, "
                            + Units.text(config.maxBody()) + ")");
        }
        http.rejectUnknown();
        return config;
    }
}
