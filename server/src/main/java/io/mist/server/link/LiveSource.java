package io.mist.server.link;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The newest live values of runs. */
@FunctionalInterface
public interface LiveSource {

    Values of(String run);

    record Values(long version, ObjectNode values) {}
}
