package io.mist.server.door;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request to change live values.
 *
 * @param target a run, or a route's one active run
 * @param patch a JSON merge patch, not validated yet
 * @param ifVersion refuse unless this is the current version
 * @param awaitApplied wait for a micro-batch, at most so long; null to return when the change is durable
 */
public record LiveRequest(
        Target target,
        ObjectNode patch,
        @Nullable Long ifVersion,
        @Nullable Duration awaitApplied,
        Caller caller) {

    /** What a live request is about: exactly one of both is set. */
    public record Target(@Nullable String run, @Nullable String route) {

        public static Target run(String id) {
            return new Target(id, null);
        }

        public static Target route(String name) {
            return new Target(null, name);
        }
    }
}
