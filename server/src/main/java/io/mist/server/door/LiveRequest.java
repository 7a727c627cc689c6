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
 * @param key the same key on the same run returns the version that it made; null for none
 */
public record LiveRequest(
        Target target,
        ObjectNode patch,
        @Nullable Long ifVersion,
        @Nullable Duration awaitApplied,
        Caller caller,
        @Nullable String key) {

    /** Without a key. */
    public LiveRequest(
            Target target, ObjectNode patch, @Nullable Long ifVersion, @Nullable Duration awaitApplied, Caller caller) {
        this(target, patch, ifVersion, awaitApplied, caller, null);
    }

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
