package io.mist.server.door.mqtt;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** What a client asks for, well formed. */
sealed interface Request {

    String route();

    /**
     * @param key the client's id, which makes a repeated request harmless
     */
    record Start(
            String route, ObjectNode parameters, @Nullable String key) implements Request {}

    /**
     * @param run null for the route's active run
     */
    record Cancel(String route, @Nullable String run) implements Request {}

    /**
     * @param run null for the route's active run
     */
    record SetLive(
            String route,
            @Nullable String run,
            ObjectNode values,
            @Nullable Long ifVersion,
            boolean awaitApplied) implements Request {}
}
