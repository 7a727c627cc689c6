package io.mist.server.gate;

import org.jspecify.annotations.Nullable;

/**
 * Who asks, and by which door: it goes into the history.
 *
 * @param door http, websocket, mqtt, kafka, webhook, documents
 * @param user on whose behalf, as the caller says; null if it does not say
 */
public record Caller(String door, @Nullable String user) {

    /** A door itself, which publishes, announces and documents for no client. */
    public static Caller ofDoor(String door) {
        return new Caller(door, null);
    }

    /** Returns the caller's name in a history: {@code http} or {@code http:ada}. */
    public String text() {
        return user == null ? door : door + ":" + user;
    }
}
