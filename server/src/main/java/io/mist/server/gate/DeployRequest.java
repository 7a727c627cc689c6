package io.mist.server.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A request to make a route or to replace one.
 *
 * @param definition as a route in router.conf
 * @param acceptBreaking replace it even if clients of the old contract may fail with the new one
 * @param dryRun only report what would change
 */
public record DeployRequest(String route, ObjectNode definition, boolean acceptBreaking, boolean dryRun) {}
