package io.mist.server.door.mqtt;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.server.gate.LiveRequest;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client asks for, well formed. */
sealed interface Request {

    String route();

    /**
     * @param key makes a repeated request harmless; null for none
     */
    record Start(
            String route, ObjectNode parameters, @Nullable String key) implements Request {}

    /**
     * @param run null for the route's active run
     */
    record Cancel(String route, @Nullable String run) implements Request {}

    /**
     * @param run null for the route's active run
     * @param awaitApplied null if it is not waited for
     * @param key as of a start
     */
    record SetLive(
            String route,
            @Nullable String run,
            LiveRequest.Change change,
            @Nullable Long ifVersion,
            @Nullable Duration awaitApplied,
            @Nullable String key)
            implements Request {}

    /**
     * @param messages JSON texts in UTF-8
     * @param key as of a start
     */
    record Push(
            String route,
            String input,
            List<byte[]> messages,
            @Nullable String key) implements Request {}
}
