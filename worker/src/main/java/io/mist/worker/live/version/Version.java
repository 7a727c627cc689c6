package io.mist.worker.live.version;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * All live values of a run together.
 *
 * @param number 1 for the initial values, one more for every change
 * @param values by parameter name; they must not be changed
 */
public record Version(long number, ObjectNode values) {}
