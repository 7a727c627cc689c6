package io.mist.server.door;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * One entry of the history of a run's live values.
 *
 * @param by who made it, as {@link Caller#user}; empty if unknown
 * @param changed per parameter {@code {"from": …, "to": …}}
 */
public record LiveVersion(long version, Instant at, String by, String door, ObjectNode changed) {}
