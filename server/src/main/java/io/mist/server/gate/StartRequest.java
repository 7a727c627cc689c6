package io.mist.server.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A request to start a run.
 *
 * @param parameters fixed parameters and initial live values side by side, not validated yet
 * @param key the same key on the same route returns the same run
 */
public record StartRequest(
        String route, ObjectNode parameters, @Nullable String key) {}
