package io.mist.server.door.mqtt;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
     * @param key as of a start
     */
    record SetLive(
            String route,
            @Nullable String run,
            ObjectNode values,
            @Nullable Long ifVersion,
            boolean awaitApplied,
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
