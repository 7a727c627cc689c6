package io.mist.worker.link;

import java.time.Duration;

/** How long the server has said nothing, and how often it says something. Confined to the link's thread. */
final class Silence {

    private static final int MOST_BEATS = 4;

    private long heartbeatSeconds = 5;
    private long lastHeard = System.nanoTime();

    void end() {
        lastHeard = System.nanoTime();
    }

    void expectEvery(long seconds) {
        heartbeatSeconds = Math.max(1, seconds);
    }

    long heartbeatSeconds() {
        return heartbeatSeconds;
    }

    Duration length() {
        return Duration.ofNanos(System.nanoTime() - lastHeard);
    }

    boolean isTooLong() {
        return length().compareTo(Duration.ofSeconds(MOST_BEATS * heartbeatSeconds)) > 0;
    }
}
