package io.mist.server.gate;

import org.jspecify.annotations.Nullable;

/**
 * Who asks, and by which door: it goes into the history.
 *
 * @param door http, websocket, mqtt
 * @param user what the caller says who he is
 */
public record Caller(String door, @Nullable String user) {

    /** As it stands in a history: {@code http} or {@code http:ada}. */
    public String text() {
        return user == null ? door : door + ":" + user;
    }
}
