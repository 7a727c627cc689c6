package io.mist.server.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request to change live values.
 *
 * @param target a run, or a route's one active run
 * @param ifVersion reject unless this is the current version
 * @param awaitApplied wait for a micro-batch, at most so long; null to return when the change is durable
 * @param key the same key on the same run returns the version that it made; null for none
 */
public record LiveRequest(
        Target target,
        Change change,
        @Nullable Long ifVersion,
        @Nullable Duration awaitApplied,
        @Nullable String key) {

    /** How long a caller waits who does not say how long. */
    public static final Duration USUAL_WAIT = Duration.ofSeconds(30);

    /** The run or route of a live request: exactly one of both is set. */
    public record Target(@Nullable String run, @Nullable String route) {

        public static Target run(String id) {
            return new Target(id, null);
        }

        public static Target route(String name) {
            return new Target(null, name);
        }
    }

    /** The change of the values. */
    public sealed interface Change {}

    /** @param values a JSON merge patch, not validated yet */
    public record Patch(ObjectNode values) implements Change {}

    /** To exactly the values of an earlier version. */
    public record Rollback(long to) implements Change {}
}
